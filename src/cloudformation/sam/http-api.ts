import { isList, isObject, type Json, type JsonObject } from "../json.js";
import { pathsObject } from "./api-body.js";
import { pathsOf } from "./api-events.js";
import {
  addResource,
  checkKeys,
  literalText,
  picked,
  ref,
  type SamContext,
  type SamResource,
  tagsOf,
} from "./sam-context.js";

const ofStage = ["AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"];
const used = ["CorsConfiguration", "Description", "DisableExecuteApiEndpoint", "Name", "StageName", "Tags"];

/** `<Api>` and its stage: `<Api>ApiGatewayDefaultStage`, or `<Api><Stage>Stage`. @throws TemplateError */
export function addHttpApi(context: SamContext, { id, properties, source, path }: SamResource): void {
  checkKeys(properties, [...ofStage, ...used], "AWS::Serverless::HttpApi", path);
  const { StageName: stageName = "$default", Name: name, CorsConfiguration: cors } = properties;
  const createdBy = { Key: "httpapi:createdBy", Value: "SAM" };
  const tags = Object.fromEntries(
    tagsOf(properties, createdBy).map((tag) => [String(tag.Key), tag.Value ?? ""]),
  );
  const Body: JsonObject = {
    ...{ openapi: "3.0.1", info: { version: "1.0", title: name ?? ref("AWS::StackName") } },
    paths: pathsObject(pathsOf(context, id, "http")),
  };
  const { Type: _, Properties: __, ...attributes } = source;
  addResource(context, id, {
    ...{ ...attributes, Type: "AWS::ApiGatewayV2::Api" },
    Properties: {
      ...{ Body, Tags: tags, ...picked(properties, ["Description", "DisableExecuteApiEndpoint"]) },
      ...(cors !== undefined && cors !== false && { CorsConfiguration: corsOf(cors) }),
    },
  });
  const stage = literalText(stageName, context) ?? "";
  const suffix = stage === "$default" ? "ApiGatewayDefault" : stage.replace(/[^A-Za-z0-9]/g, "");
  addResource(
    context,
    `${id}${suffix}Stage`,
    {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: {
        ...{ ApiId: ref(id), StageName: stageName, AutoDeploy: true, Tags: tags },
        ...picked(properties, ofStage),
      },
    },
    source,
  );
}

/** `true` is everything from everywhere. */
function corsOf(cors: Json): Json {
  if (isObject(cors)) {
    return Object.fromEntries(
      Object.entries(cors).map(([key, value]) => {
        const isText = typeof value === "string" && key !== "AllowCredentials" && key !== "MaxAge";
        return [key, isText && !isList(value) ? [value] : value];
      }),
    );
  }
  return { AllowOrigins: ["*"], AllowHeaders: ["*"], AllowMethods: ["*"] };
}
