import { type HttpEventContext, pathWithStage } from "./event-v1.js";
import { headerValue, type ProxyRequest } from "./exchange.js";
import { firstMediaType, isTextMediaType } from "./media-type.js";
import { groupHeaders, groupQuery, joinedValues, requestTime } from "./request-parts.js";

/** The event of an HTTP API in payload format 2.0: what a request has not is not in it either. */
export function httpEventV2(request: ProxyRequest, context: HttpEventContext): Record<string, unknown> {
  const { accountId, apiId, domainName, requestId, routeKey, stage, time } = context;
  const { method, protocol, sourceIp, headers, queryString } = request;
  const rawPath = pathWithStage(request, context);
  const query = groupQuery(queryString);
  const cookies = readCookies(request);
  const { stageVariables, pathParameters } = context;
  return {
    ...{ version: "2.0", routeKey, rawPath, rawQueryString: queryString },
    ...(cookies.length > 0 && { cookies }),
    headers: joinedValues(groupHeaders(headers, "lower", ["cookie"])),
    ...(query.size > 0 && { queryStringParameters: joinedValues(query) }),
    requestContext: {
      ...{ accountId, apiId, domainName, domainPrefix: domainName.split(".")[0] },
      http: {
        ...{ method, path: rawPath, protocol, sourceIp },
        userAgent: headerValue(headers, "user-agent") ?? "",
      },
      ...{ requestId, routeKey, stage, time: requestTime(time), timeEpoch: time.getTime() },
    },
    ...(stageVariables !== undefined && { stageVariables }),
    ...(pathParameters !== undefined && { pathParameters }),
    ...readBody(request),
  };
}

function readCookies({ headers }: ProxyRequest): readonly string[] {
  const fields = headers.filter(([name]) => name.toLowerCase() === "cookie");
  return fields.flatMap(([, value]) => value.split(/;\s*/).filter((cookie) => cookie !== ""));
}

function readBody({ body, headers }: ProxyRequest): object {
  const isBase64Encoded = !isTextMediaType(firstMediaType(headerValue(headers, "content-type")));
  if (body.length === 0) return { isBase64Encoded: false };
  return { body: body.toString(isBase64Encoded ? "base64" : "utf8"), isBase64Encoded };
}
