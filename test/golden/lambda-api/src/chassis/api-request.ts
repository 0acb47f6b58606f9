import { badRequest, ProblemError } from "./problem.js";

/** A request as API Gateway gives it: payload 2.0 (HTTP API, function URL), or 1.0 (REST API). */
export interface ApiEvent {
  readonly version?: string;
  readonly rawPath?: string;
  readonly path?: string;
  readonly rawQueryString?: string;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly httpMethod?: string;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    readonly http?: { readonly method?: string; readonly path?: string };
  };
}

/** A request as the routes see it. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const bodyLimitBytes = 256 * 1024;
/** Deeper than any contract asks for; what walks such a value recursively may run out of stack. */
const maxDepth = 100;

export function methodOf(event: ApiEvent): string {
  return (event.requestContext?.http?.method ?? event.httpMethod ?? "GET").toUpperCase();
}

/** @throws ProblemError 400 when it cannot be decoded */
export function pathOf(event: ApiEvent): string {
  return event.rawPath ?? event.path ?? "/";
}

export function headersOf(event: ApiEvent): Record<string, string> {
  const entries = Object.entries(event.headers ?? {});
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value]])),
  );
}

/** The first value of each name. */
export function queryOf(event: ApiEvent): Record<string, string> {
  if (event.rawQueryString !== undefined) {
    const parsed = new URLSearchParams(event.rawQueryString);
    return Object.fromEntries([...parsed.keys()].map((name) => [name, parsed.get(name) ?? ""]));
  }
  const entries = Object.entries(event.queryStringParameters ?? {});
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/**
 * The body of a request; undefined when there is none.
 * @throws ProblemError 400 for malformed or too deeply nested JSON, 413 when it is too large, 415 when it is something else than JSON
 */
export function jsonBodyOf(event: ApiEvent): unknown {
  if (event.body === undefined || event.body === null || event.body === "") return undefined;
  const bytes = Buffer.from(event.body, event.isBase64Encoded === true ? "base64" : "utf8");
  if (bytes.length > bodyLimitBytes) {
    throw new ProblemError({ status: 413, title: "Content Too Large", detail: "The body is too large" });
  }
  const type = headersOf(event)["content-type"];
  if (type !== undefined && !/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) {
    throw new ProblemError({ status: 415, title: "Unsupported Media Type", detail: "The body must be JSON" });
  }
  const value = parsed(bytes.toString("utf8"));
  if (isDeeper(value, maxDepth)) throw badRequest("The body is nested too deeply");
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("The body is not valid JSON");
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
