import { headerValue, type ProxyAnswer } from "../../../proxy-events/exchange.js";
import { firstMediaType } from "../../../proxy-events/media-type.js";
import { type GatewayFailure, internalError, unsupportedMediaType } from "./gateway-response.js";
import { staticValues } from "./read-integration.js";
import type { Integration, IntegrationResponse, Texts } from "./rest-api.js";
import type { Execution } from "./run-integration.js";

/** A MOCK integration: the request's template says a status, and that status an integration response. */
export function answerMock({ integration, request }: Execution): ProxyAnswer | GatewayFailure {
  const asked = requestText(integration, headerValue(request.headers, "content-type"), request.body);
  if (asked === undefined) return unsupportedMediaType;
  const status = statusOf(asked);
  if (status === undefined) return internalError(500);
  const response = responseFor(Object.values(integration.integrationResponses ?? {}), status);
  if (response === undefined) return internalError(500);
  const accepted = firstMediaType(headerValue(request.headers, "accept"));
  const [type, body] = templateFor(response.responseTemplates ?? {}, accepted) ?? ["application/json", ""];
  const headers = staticValues(response.responseParameters, "method.response.header.");
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  return {
    status: Number(response.statusCode),
    headers: hasType ? headers : [["Content-Type", type], ...headers],
    body: Buffer.from(body),
  };
}

/** What the request's template makes of it; undefined where its type has none and may not pass. */
function requestText(
  { requestTemplates = {}, passthroughBehavior }: Integration,
  contentType: string | undefined,
  body: Buffer,
): string | undefined {
  const type = firstMediaType(contentType) ?? "application/json";
  if (Object.hasOwn(requestTemplates, type)) return requestTemplates[type];
  if (passthroughBehavior === "NEVER") return undefined;
  const hasTemplates = Object.keys(requestTemplates).length > 0;
  if (passthroughBehavior === "WHEN_NO_TEMPLATES" && hasTemplates) return undefined;
  return body.toString("utf8");
}

/** The number of `statusCode`, which AWS reads without quotes around the name, too: `{statusCode: 200}`. */
function statusOf(text: string): string | undefined {
  return /^\s*\{(?:.*[,\s])?\s*["']?statusCode["']?\s*:\s*(\d{3})\s*[,}]/s.exec(text)?.[1];
}

/** The first whose pattern is the status; else the one without a pattern. */
function responseFor(
  responses: readonly IntegrationResponse[],
  status: string,
): IntegrationResponse | undefined {
  const withPattern = responses.find(
    ({ selectionPattern = "" }) =>
      selectionPattern !== "" && new RegExp(`^(?:${selectionPattern})$`).test(status),
  );
  return withPattern ?? responses.find(({ selectionPattern = "" }) => selectionPattern === "");
}

function templateFor(templates: Texts, accepted: string | undefined): readonly [string, string] | undefined {
  const all = Object.entries(templates);
  const ofType = (wanted: string | undefined) => all.find(([type]) => type === wanted);
  return ofType(accepted) ?? ofType("application/json") ?? all[0];
}
