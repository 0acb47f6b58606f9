import type { ProxyAnswer } from "../../../proxy-events/exchange.js";
import { staticValues } from "./read-integration.js";
import type { Served, Texts } from "./rest-api.js";

/** Each type of AWS's answers of its own, with its status; the two defaults of a class have none. */
export const defaultStatuses: Readonly<Record<string, string>> = {
  ...{ REQUEST_TOO_LARGE: "413", RESOURCE_NOT_FOUND: "404", AUTHORIZER_CONFIGURATION_ERROR: "500" },
  ...{ MISSING_AUTHENTICATION_TOKEN: "403", BAD_REQUEST_BODY: "400", INVALID_SIGNATURE: "403" },
  ...{ INVALID_API_KEY: "403", BAD_REQUEST_PARAMETERS: "400", AUTHORIZER_FAILURE: "500" },
  ...{ UNAUTHORIZED: "401", INTEGRATION_TIMEOUT: "504", ACCESS_DENIED: "403", DEFAULT_4XX: "" },
  ...{ DEFAULT_5XX: "", WAF_FILTERED: "403", QUOTA_EXCEEDED: "429", THROTTLED: "429" },
  ...{ API_CONFIGURATION_ERROR: "500", UNSUPPORTED_MEDIA_TYPE: "415", INTEGRATION_FAILURE: "504" },
  EXPIRED_TOKEN: "403",
};

export const defaultTemplates: Texts = {
  "application/json": '{"message":$context.error.messageString}',
};

/** An answer that API Gateway gives itself. */
export interface GatewayFailure {
  readonly type: string;
  readonly status: number;
  readonly message: string;
  /** `x-amzn-ErrorType` */
  readonly errorType: string;
}

export const missingToken: GatewayFailure = {
  ...{ type: "MISSING_AUTHENTICATION_TOKEN", status: 403, message: "Missing Authentication Token" },
  errorType: "MissingAuthenticationTokenException",
};

export const endpointTimeout: GatewayFailure = {
  ...{ type: "INTEGRATION_TIMEOUT", status: 504, message: "Endpoint request timed out" },
  errorType: "InternalServerErrorException",
};

export const tooLarge: GatewayFailure = {
  ...{ type: "REQUEST_TOO_LARGE", status: 413, message: "Request Too Long" },
  errorType: "RequestTooLargeException",
};

export const unsupportedMediaType: GatewayFailure = {
  ...{ type: "UNSUPPORTED_MEDIA_TYPE", status: 415, message: "Unsupported Media Type" },
  errorType: "BadRequestException",
};

/** @param status 502 where the function failed or answered what is none, 500 where the API is set up wrongly */
export function internalError(status: 500 | 502 | 504): GatewayFailure {
  return {
    ...{ type: status === 500 ? "API_CONFIGURATION_ERROR" : "DEFAULT_5XX", status },
    ...{ message: "Internal server error", errorType: "InternalServerErrorException" },
  };
}

/** A failure as the API has it said: by its own response of the type, else by that of the class, else as AWS does. */
export function failureAnswer(
  failure: GatewayFailure,
  { gatewayResponses }: Pick<Served, "gatewayResponses">,
): ProxyAnswer {
  const ofClass = failure.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
  const made = gatewayResponses[failure.type] ?? gatewayResponses[ofClass];
  const [type = "application/json", template = ""] =
    Object.entries(made?.responseTemplates ?? defaultTemplates)[0] ?? [];
  const body = template
    .replaceAll("$context.error.messageString", () => JSON.stringify(failure.message))
    .replaceAll("$context.error.message", () => failure.message)
    .replaceAll("$context.error.responseType", () => failure.type);
  return {
    status: Number(made?.statusCode ?? failure.status),
    headers: [
      ...[["content-type", type] as const, ["x-amzn-ErrorType", failure.errorType] as const],
      ...staticValues(made?.responseParameters, "gatewayresponse.header."),
    ],
    body: Buffer.from(body),
  };
}
