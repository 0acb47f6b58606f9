import { AwsError, notEmulated } from "../front/aws-error.js";
import type { AwsCall, AwsInput, AwsOutput, RestAnswer, RestRequest } from "../front/aws-service.js";

export interface RestCall extends AwsCall {
  /** The path's variables, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The body as a JSON object; empty where there is none. Throws AwsError where it is something else. */
  readonly input: AwsInput;
  /** The body as it is. */
  readonly body: Buffer;
}

/** Method, path with `{variables}`, status of success, and what is done. */
export type RestRoute = readonly [
  method: string,
  path: string,
  status: number,
  run: (call: RestCall) => AwsOutput | undefined,
];

/** Answers the REST-JSON protocol by a table of routes; of two that match, the first. Throws AwsError for what is in no route. */
export function createRestRouter(
  routes: readonly RestRoute[],
): (request: RestRequest, call: AwsCall) => RestAnswer {
  const known = routes.map(([method, path, status, run]) => ({ method, path: path.split("/"), status, run }));
  return (request, call) => {
    const segments = request.path.split("/").map(decode);
    if (segments.length > 2 && segments.at(-1) === "") segments.pop();
    for (const { method, path, status, run } of known) {
      const params = method === request.method ? match(path, segments) : undefined;
      if (params === undefined) continue;
      const { query, body } = request;
      const output = run({
        ...call,
        ...{ params, query, body },
        get input() {
          return parseJson(body);
        },
      });
      const headers = { "content-type": "application/json", "x-amzn-requestid": call.requestId };
      return { status, headers, body: output === undefined ? "" : JSON.stringify(output) };
    }
    throw notEmulated(`${request.method} ${request.path} of apigateway`);
  };
}

function match(path: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (path.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of path.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith("{")) params[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function parseJson(body: Buffer): AwsInput {
  if (body.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as AwsInput;
  } catch {
    // Said below.
  }
  throw new AwsError("SerializationException", "The body is not a JSON object");
}
