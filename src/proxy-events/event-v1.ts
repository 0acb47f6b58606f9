import { headerValue, type ProxyContext, type ProxyRequest } from "./exchange.js";
import { firstMediaType, isBinaryMediaType, isTextMediaType } from "./media-type.js";
import {
  allValues,
  decodePath,
  groupHeaders,
  groupQuery,
  lastValues,
  requestTime,
  type Values,
} from "./request-parts.js";

export interface RestEventContext extends ProxyContext {
  readonly resourceId: string;
  /** The resource's path: `/orders/{id}`. */
  readonly resourcePath: string;
  readonly deploymentId: string;
  readonly extendedRequestId: string;
  /** A body of one of these types goes to the function as base64; every other as UTF-8. */
  readonly binaryMediaTypes: readonly string[];
}

export interface HttpEventContext extends ProxyContext {
  /** `GET /orders/{id}`, `$default`. */
  readonly routeKey: string;
}

/** The event of a REST API's Lambda proxy integration (developer guide, "Lambda proxy integrations in API Gateway"). */
export function restEvent(request: ProxyRequest, context: RestEventContext): Record<string, unknown> {
  const { resourceId, resourcePath, deploymentId, extendedRequestId, stage } = context;
  const type = firstMediaType(headerValue(request.headers, "content-type"));
  const isBinary = isBinaryMediaType(type, context.binaryMediaTypes);
  return {
    ...{ resource: resourcePath, path: request.path },
    ...sharedFields(request, context, groupHeaders(request.headers, "asSent", ["content-length"])),
    requestContext: {
      ...{ resourceId, resourcePath, deploymentId, extendedRequestId },
      ...sharedContext(request, context),
      path: `/${stage}${request.path}`,
    },
    ...bodyFields(request, isBinary),
  };
}

/** The event of an HTTP API in payload format 1.0. */
export function httpEventV1(request: ProxyRequest, context: HttpEventContext): Record<string, unknown> {
  const { routeKey, requestId } = context;
  const path = pathWithStage(request, context);
  const resource = routeKey.slice(routeKey.indexOf(" ") + 1);
  const type = firstMediaType(headerValue(request.headers, "content-type"));
  return {
    ...{ version: "1.0", resource, path },
    ...sharedFields(request, context, groupHeaders(request.headers, "spelled")),
    requestContext: {
      ...sharedContext(request, context),
      ...{ extendedRequestId: requestId, path, resourceId: routeKey, resourcePath: resource },
    },
    ...bodyFields(request, !isTextMediaType(type)),
  };
}

/** An HTTP API tells its functions the path decoded, and a stage with a name in front of it. */
export function pathWithStage(request: ProxyRequest, { stage }: ProxyContext): string {
  const path = decodePath(request.path);
  return stage === "$default" ? path : `/${stage}${path}`;
}

function sharedFields(request: ProxyRequest, context: ProxyContext, headers: Values): object {
  const query = groupQuery(request.queryString);
  const hasQuery = query.size > 0;
  return {
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: hasQuery ? lastValues(query) : null,
    multiValueQueryStringParameters: hasQuery ? allValues(query) : null,
    pathParameters: context.pathParameters ?? null,
    stageVariables: context.stageVariables ?? null,
  };
}

function sharedContext(request: ProxyRequest, context: ProxyContext): object {
  const { accountId, apiId, stage, requestId, domainName, time } = context;
  const unknown = ["accessKey", "accountId", "caller", "cognitoAuthenticationProvider"];
  const more = ["cognitoAuthenticationType", "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId"];
  const nobody = Object.fromEntries([...unknown, ...more, "user", "userArn"].map((name) => [name, null]));
  const userAgent = headerValue(request.headers, "user-agent") ?? null;
  return {
    ...{ accountId, apiId, domainName, domainPrefix: domainName.split(".")[0] },
    ...{ httpMethod: request.method, protocol: request.protocol, requestId, stage },
    ...{ requestTime: requestTime(time), requestTimeEpoch: time.getTime() },
    identity: { ...nobody, sourceIp: request.sourceIp, userAgent },
  };
}

function bodyFields({ body }: ProxyRequest, isBinary: boolean): object {
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  return { body: body.toString(isBinary ? "base64" : "utf8"), isBase64Encoded: isBinary };
}
