import type { HeaderField, ProxyAnswer } from "../../../proxy-events/exchange.js";
import { headerValue } from "../../../proxy-events/exchange.js";
import { badRequest } from "../execute-api/gateway-error.js";
import { defined, optionalBoolean } from "../execute-api/read-members.js";
import type { AwsInput } from "../front/aws-service.js";
import { optionalInteger, textList } from "../front/read-input.js";
import type { Cors } from "./http-api.js";

/** Throws AwsError. */
export function readCors(input: AwsInput): Cors {
  const list = (name: string) => (textList(input, name).length > 0 ? textList(input, name) : undefined);
  const cors: Cors = defined({
    ...{ allowCredentials: optionalBoolean(input, "allowCredentials"), allowHeaders: list("allowHeaders") },
    ...{ allowMethods: list("allowMethods"), allowOrigins: list("allowOrigins") },
    ...{ exposeHeaders: list("exposeHeaders"), maxAge: optionalInteger(input, "maxAge") },
  });
  const { allowCredentials = false, allowOrigins = [], maxAge = 0 } = cors;
  if (allowCredentials && allowOrigins.includes("*")) {
    throw badRequest("Cors configuration can not have allowCredentials true with allowOrigins *");
  }
  if (maxAge < -1 || maxAge > 86_400) throw badRequest("maxAge must be between -1 and 86400");
  return cors;
}

/** Whether a request asks what it may do (Fetch standard, "CORS-preflight request"). */
export function isPreflight(method: string, headers: readonly HeaderField[]): boolean {
  const asked = headerValue(headers, "access-control-request-method");
  return method === "OPTIONS" && asked !== undefined && headerValue(headers, "origin") !== undefined;
}

/** What API Gateway answers a preflight, whatever the routes are. */
export function preflightAnswer(cors: Cors, headers: readonly HeaderField[]): ProxyAnswer {
  const origin = allowedOrigin(cors, headerValue(headers, "origin"));
  if (origin === undefined) return { status: 204, headers: [], body: Buffer.alloc(0) };
  const lists = [
    ["access-control-allow-methods", cors.allowMethods],
    ["access-control-allow-headers", cors.allowHeaders],
  ] as const;
  return {
    status: 204,
    headers: [
      ...originFields(cors, origin),
      ...lists.flatMap(([name, list]) => (list ? [[name, list.join(",")] as const] : [])),
      ...(cors.maxAge === undefined ? [] : [["access-control-max-age", String(cors.maxAge)] as const]),
    ],
    body: Buffer.alloc(0),
  };
}

/** An integration's answer with the API's CORS headers, and without its own. */
export function withCors(answer: ProxyAnswer, cors: Cors, request: readonly HeaderField[]): ProxyAnswer {
  const kept = answer.headers.filter(([name]) => !name.toLowerCase().startsWith("access-control-"));
  const origin = allowedOrigin(cors, headerValue(request, "origin"));
  return { ...answer, headers: origin === undefined ? kept : [...kept, ...originFields(cors, origin)] };
}

function originFields(cors: Cors, origin: string): HeaderField[] {
  const { allowCredentials = false, exposeHeaders } = cors;
  return [
    ["access-control-allow-origin", origin],
    ...(allowCredentials ? [["access-control-allow-credentials", "true"] as const] : []),
    ...(exposeHeaders ? [["access-control-expose-headers", exposeHeaders.join(",")] as const] : []),
  ];
}

/** `*`, or the origin itself: it is named, or by `https://*`. */
function allowedOrigin({ allowOrigins = [] }: Cors, origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  if (allowOrigins.includes("*")) return "*";
  const isAllowed = allowOrigins.some((allowed) =>
    allowed.endsWith("*") ? origin.startsWith(allowed.slice(0, -1)) : allowed === origin,
  );
  return isAllowed ? origin : undefined;
}
