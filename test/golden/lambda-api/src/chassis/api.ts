import {
  type ApiEvent,
  type ApiRequest,
  headersOf,
  jsonBodyOf,
  methodOf,
  pathOf,
  queryOf,
} from "./api-request.js";
import { type OpenApiDocument, requestSchemas } from "./contract.js";
import type { LambdaContext } from "./lambda-context.js";
import { logger } from "./logger.js";
import { type Handler, type ObservedOptions, observed } from "./observed.js";
import { badRequest, notFound, ProblemError, serviceUnavailable } from "./problem.js";
import { setting } from "./settings.js";
import { currentSpan, type NamedSpan } from "./tracing.js";
import { Validator } from "./validation.js";

/** What a route answers; a body is sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type Route = (request: ApiRequest) => Promise<Answer>;

/** Routes by `METHOD /path/{parameter}`, as the contract writes the path. */
export type Routes = Readonly<Record<string, Route>>;

/** What API Gateway is answered, in either payload format. */
export interface ApiResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface ApiOptions {
  readonly contract: OpenApiDocument;
  readonly routes: Routes;
  /** For tests: where metrics go. */
  readonly observe?: ObservedOptions<ApiEvent, ApiResult>;
}

/**
 * A handler for API Gateway: routes by the contract and validates by it. 404 for a path that is not there, 405 with
 * `Allow` for a method that is not, 400 for what the contract does not allow, 500 that says nothing of its cause.
 */
export function apiHandler({ contract, routes, observe = {} }: ApiOptions): Handler<ApiEvent, ApiResult> {
  const table = Object.entries(routes).map(([name, route]) => entryOf(contract, name, route));
  const validator = new Validator(contract);
  const handle = async (event: ApiEvent, context: LambdaContext): Promise<ApiResult> => {
    const headers = responseHeaders(event, context);
    if (methodOf(event) === "OPTIONS") return { statusCode: 204, headers, body: "" };
    try {
      return toResult(await answer(table, validator, event), headers);
    } catch (error) {
      return problemResult(toProblem(error), pathOf(event), headers);
    }
  };
  const traced = async (event: ApiEvent, context: LambdaContext): Promise<ApiResult> => {
    const result = await handle(event, context);
    noteStatus(result.statusCode);
    return result;
  };
  return observed(traced, {
    span: spanOf,
    isFailure: ({ statusCode }) => statusCode >= 500,
    ...observe,
  });
}

/** Named after its route as soon as that is known: an id in the name would make every request another kind. */
function spanOf(event: ApiEvent): NamedSpan {
  const method = methodOf(event);
  const attributes = { "http.request.method": method, "url.path": pathOf(event) };
  return { name: method, kind: "server", attributes, traceparent: headersOf(event).traceparent };
}

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly pattern: RegExp;
  readonly schemas: ReturnType<typeof requestSchemas>;
  readonly route: Route;
}

function entryOf(contract: OpenApiDocument, name: string, route: Route): Entry {
  const [method = "", path = ""] = name.split(" ", 2);
  const pattern = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return {
    method,
    path,
    pattern: new RegExp(`^${pattern}/?$`),
    schemas: requestSchemas(contract, method, path),
    route,
  };
}

async function answer(table: readonly Entry[], validator: Validator, event: ApiEvent): Promise<Answer> {
  const [method, path] = [methodOf(event), pathOf(event)];
  const found = table.flatMap((entry) => {
    const match = entry.pattern.exec(path);
    return match === null ? [] : [{ entry, params: match.groups ?? {} }];
  });
  if (found.length === 0) throw notFound(`There is nothing at ${method} ${path}`);
  // HEAD is answered as GET is; API Gateway drops the body.
  const wanted = found.find(({ entry }) => entry.method === (method === "HEAD" ? "GET" : method));
  if (wanted === undefined) throw methodNotAllowed(found.map(({ entry }) => entry.method));
  const { schemas, route } = wanted.entry;
  nameSpan(method, wanted.entry.path);
  const body = jsonBodyOf(event);
  if (schemas.body !== undefined && body === undefined) throw badRequest("The request has no body");
  return route({
    method,
    path,
    params: validator.check("path", schemas.path, decoded(wanted.params)) as ApiRequest["params"],
    query: validator.check("query", schemas.query, queryOf(event)) as ApiRequest["query"],
    headers: validator.check("headers", schemas.headers, headersOf(event)) as ApiRequest["headers"],
    body: schemas.body === undefined ? body : validator.check("body", schemas.body, body),
  });
}

function noteStatus(status: number): void {
  const span = currentSpan();
  if (span === undefined) return;
  span.attributes["http.response.status_code"] = status;
  if (status >= 500) span.error = { type: String(status), message: `answered ${status}` };
}

function nameSpan(method: string, route: string): void {
  const span = currentSpan();
  if (span === undefined) return;
  span.name = `${method} ${route}`;
  span.attributes["http.route"] = route;
}

function decoded(params: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    throw badRequest("The path cannot be decoded");
  }
}

function methodNotAllowed(methods: readonly string[]): ProblemError {
  const allow = [...new Set([...methods, "OPTIONS"])].sort().join(", ");
  return new ProblemError({ status: 405, title: "Method Not Allowed", headers: { allow } });
}

/** Every error as a problem. What the client need not know is logged only. */
function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof Error && throttled.has(error.name)) {
    return serviceUnavailable("The database asks for patience");
  }
  logger.error("The request failed", { error });
  return new ProblemError({ status: 500, title: "Internal Server Error", cause: error });
}

/** What DynamoDB says when it has had too much for the moment, or others were writing the same; trying again can succeed. */
const throttled = new Set([
  "TransactionCanceledException",
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  "TransactionInProgressException",
]);

function toResult({ status, headers, body }: Answer, base: Readonly<Record<string, string>>): ApiResult {
  const type = body === undefined ? {} : { "content-type": "application/json" };
  return {
    statusCode: status,
    headers: { ...base, ...type, ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}

function problemResult(
  problem: ProblemError,
  path: string,
  base: Readonly<Record<string, string>>,
): ApiResult {
  return {
    statusCode: problem.status,
    headers: { ...base, ...problem.headers, "content-type": "application/problem+json" },
    body: JSON.stringify(problem.toBody(path)),
  };
}

/** CORS here and not at API Gateway, so that it is the same behind every kind of gateway. */
function responseHeaders(event: ApiEvent, context: LambdaContext): Record<string, string> {
  const asked = headersOf(event)["x-request-id"];
  const id = asked !== undefined && /^[\w.:-]{1,128}$/.test(asked) ? asked : context.awsRequestId;
  return {
    "x-request-id": id,
    "access-control-allow-origin": setting("CORS_ORIGIN", "*"),
    "access-control-allow-methods": "GET,POST,PUT,PATCH,DELETE,OPTIONS",
    "access-control-allow-headers":
      "content-type,authorization,idempotency-key,if-match,traceparent,x-request-id",
    "access-control-expose-headers": "location,etag,retry-after,x-request-id",
  };
}
