import { type HeaderField, headerValue } from "../../../proxy-events/exchange.js";
import type { Stage } from "./rest-api.js";
import type { Execution } from "./run-integration.js";

/** `${stageVariables.name}` replaced; by nothing where there is no such variable. */
export function withStageVariables(text: string, { variables = {} }: Stage): string {
  return text.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => variables[name] ?? "");
}

/** The URL and headers for an HTTP endpoint: all of the request's, and what `requestParameters` map. */
export function mapRequest(execution: Execution): { url: string; headers: readonly HeaderField[] } {
  const { integration, request, stage } = execution;
  let headers = request.headers;
  let uri = withStageVariables(integration.uri ?? "", stage);
  let query = request.queryString;
  for (const [to, from] of Object.entries(integration.requestParameters ?? {})) {
    const value = mappedValue(from, execution);
    if (value === undefined) continue;
    const [, place, name = ""] = /^integration\.request\.(\w+)\.(.+)$/.exec(to) ?? [];
    if (place === "path") uri = uri.replaceAll(`{${name}}`, () => value);
    else if (place === "header") {
      headers = [...headers.filter(([one]) => one.toLowerCase() !== name.toLowerCase()), [name, value]];
    } else {
      const others = new URLSearchParams(query);
      others.set(name, value);
      query = others.toString();
    }
  }
  if (query === "") return { url: uri, headers };
  return { url: `${uri}${uri.includes("?") ? "&" : "?"}${query}`, headers };
}

/** undefined where the request has no such thing. */
function mappedValue(from: string, { request, stage, pathParameters }: Execution): string | undefined {
  if (from.startsWith("'")) return from.slice(1, -1);
  const [, place, name = ""] = /^(?:method\.request\.)?(\w+)\.(.+)$/.exec(from) ?? [];
  if (place === "path") return pathParameters[name];
  if (place === "querystring") return new URLSearchParams(request.queryString).getAll(name).at(-1);
  if (place === "header") return headerValue(request.headers, name.toLowerCase());
  return stage.variables?.[name];
}
