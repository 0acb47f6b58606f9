import { createRestRouter } from "../execute-api/rest-router.js";
import type { AwsService } from "../front/aws-service.js";
import { apiRoutes } from "./api-operations.js";
import { deploymentRoutes } from "./deployment-operations.js";
import type { HttpApis } from "./http-apis.js";
import { importRoutes } from "./import-operations.js";
import { integrationRoutes } from "./integration-operations.js";
import { routeRoutes } from "./route-operations.js";
import { stageRoutes } from "./stage-operations.js";
import { tagRoutes } from "./tag-operations.js";

/** API Gateway V2: HTTP APIs. Requests come through {@link createApiGateway}, since both are signed for as `apigateway`. */
export function createApiGatewayV2(apis: HttpApis): AwsService {
  const answer = createRestRouter([
    ...[...apiRoutes(apis), ...importRoutes(apis), ...integrationRoutes(apis), ...routeRoutes(apis)],
    ...[...stageRoutes(apis), ...deploymentRoutes(apis), ...tagRoutes(apis)],
  ]);
  return {
    name: "apigatewayv2",
    operations: {},
    rest: { errors: "json", handle: async (request, call) => answer(request, call) },
    durable: apis,
  };
}
