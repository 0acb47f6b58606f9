import { createRestRouter } from "../execute-api/rest-router.js";
import type { AwsService } from "../front/aws-service.js";
import { apiRoutes } from "./api-operations.js";
import { deploymentRoutes } from "./deployment-operations.js";
import { gatewayResponseRoutes } from "./gateway-response-operations.js";
import { importRoutes } from "./import-operations.js";
import { integrationRoutes } from "./integration-operations.js";
import { methodRoutes } from "./method-operations.js";
import { resourceRoutes } from "./resource-operations.js";
import type { RestApis } from "./rest-apis.js";
import { stageRoutes } from "./stage-operations.js";
import { tagRoutes } from "./tag-operations.js";

/**
 * API Gateway: REST APIs. HTTP APIs are signed for with the same name.
 * @param httpApis takes the requests below `/v2`
 */
export function createApiGateway(apis: RestApis, httpApis: AwsService): AwsService {
  const answer = createRestRouter([
    ...[...apiRoutes(apis), ...importRoutes(apis), ...resourceRoutes(apis), ...methodRoutes(apis)],
    ...[...integrationRoutes(apis), ...deploymentRoutes(apis), ...stageRoutes(apis)],
    ...[...gatewayResponseRoutes(apis), ...tagRoutes(apis)],
  ]);
  return {
    name: "apigateway",
    operations: {},
    rest: {
      errors: "json",
      async handle(request, call) {
        const isHttpApi = request.path.startsWith("/v2/");
        if (isHttpApi && httpApis.rest !== undefined) return httpApis.rest.handle(request, call);
        return answer(request, call);
      },
    },
    durable: apis,
  };
}
