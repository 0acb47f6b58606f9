import { isObject, type JsonObject } from "../json.js";
import { checkKeys } from "../sam/sam-context.js";
import { unsupported } from "../template-error.js";
import type { ServerlessScope } from "./serverless-scope.js";

export interface ApiUse {
  readonly kind: "http" | "rest";
  /** Of REST events: `cors: true`. */
  readonly cors: boolean;
}

/** The logical ids that the Serverless Framework gives to the service's two APIs. */
export const apiIds = { http: "HttpApi", rest: "ApiGatewayRestApi" } as const;

/** The APIs that events of functions need. */
export function serverlessApis(
  { service, stage, provider }: ServerlessScope,
  uses: readonly ApiUse[],
): JsonObject {
  const rest = uses.filter(({ kind }) => kind === "rest");
  const { apiName = `${stage}-${service}` } = provider;
  return {
    ...(uses.some(({ kind }) => kind === "http") && { [apiIds.http]: httpApi(service, stage, provider) }),
    ...(rest.length > 0 && {
      [apiIds.rest]: {
        Type: "AWS::Serverless::Api",
        Properties: {
          Name: apiName,
          StageName: stage,
          ...(rest.some(({ cors }) => cors) && { Cors: preflight }),
        },
      },
    }),
  };
}

/** What `cors: true` of a REST event allows. */
const preflight = {
  AllowOrigin: "'*'",
  AllowHeaders:
    "'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent,X-Amzn-Trace-Id'",
};

function httpApi(service: string, stage: string, { httpApi: given = {} }: JsonObject): JsonObject {
  const path = ["provider", "httpApi"];
  const settings = isObject(given) ? given : {};
  checkKeys(settings, ["cors", "disableDefaultEndpoint", "name", "payload"], "provider.httpApi", path);
  const { cors, name = `${stage}-${service}`, disableDefaultEndpoint: disabled } = settings;
  return {
    Type: "AWS::Serverless::HttpApi",
    Properties: {
      Name: name,
      ...(cors !== undefined &&
        cors !== false && { CorsConfiguration: corsOf(cors as JsonObject | true, path) }),
      ...(disabled !== undefined && { DisableExecuteApiEndpoint: disabled }),
    },
  };
}

const corsNames: Readonly<Record<string, string>> = {
  ...{ allowedOrigins: "AllowOrigins", allowedHeaders: "AllowHeaders", allowedMethods: "AllowMethods" },
  ...{ allowCredentials: "AllowCredentials", exposedResponseHeaders: "ExposeHeaders", maxAge: "MaxAge" },
};

function corsOf(cors: JsonObject | true, path: readonly string[]): JsonObject {
  const usual = {
    AllowOrigins: ["*"],
    AllowHeaders: [
      ...[
        "Content-Type",
        "X-Amz-Date",
        "Authorization",
        "X-Api-Key",
        "X-Amz-Security-Token",
        "X-Amz-User-Agent",
      ],
      "X-Amzn-Trace-Id",
    ],
    AllowMethods: ["OPTIONS", "GET", "POST", "PUT", "DELETE", "PATCH"],
  };
  if (cors === true) return usual;
  const given = Object.entries(cors).map(([key, value]) => {
    const name = corsNames[key];
    if (name === undefined) throw unsupported(`cors.${key}`, [...path, "cors", key]);
    return [name, value] as const;
  });
  return { ...usual, ...Object.fromEntries(given) };
}
