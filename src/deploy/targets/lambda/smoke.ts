import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { DesiredStack } from "../../../cloudformation/evaluation/desired-stack.js";
import { isObject, type Json } from "../../../cloudformation/json.js";
import type { AwsClients } from "../../../cloudformation/providers/aws-clients.js";
import { phrase, type Reason } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";
import { httpEventV1 } from "../../../proxy-events/event-v1.js";
import { httpEventV2 } from "../../../proxy-events/event-v2.js";
import type { Service } from "../../../workspace/workspace.js";

/** One try of a version before anybody else gets it. */
export interface Smoke {
  readonly event: Json;
  /** An API's function must answer this, below 500. */
  readonly isHttp: boolean;
  /** For people: `events/smoke.json`, `GET /api/v1/users`, `no records`. */
  readonly what: Reason;
}

/** Where a sample can be: one event, or one for each function by its logical id. */
export const smokeFile = "events/smoke.json";

/**
 * How a function's new version is tried: by its sample; else an API's function by a GET of the service's base path, and one that
 * reads from a queue or a stream by a batch of no records. Undefined where there is nothing that could do no harm.
 * @param only whether it is the service's only function
 * @throws MsxError FILE_INVALID
 */
export function smokeOf(
  service: Pick<Service, "folder" | "http">,
  desired: DesiredStack,
  functionId: string,
  only: boolean,
): Smoke | undefined {
  const isApi = isAskedByApi(desired, functionId);
  const sample = sampleOf(service, desired, functionId);
  if (sample !== undefined && (sample.isNamed || isApi || only)) {
    return { event: sample.event, isHttp: isApi, what: smokeFile };
  }
  if (isApi) {
    const base = service.http?.basePath ?? "/";
    return { event: getEvent(desired, base), isHttp: true, what: `GET ${base}` };
  }
  const reads = desired.resources.some(
    ({ type, dependsOn, properties }) =>
      type === "AWS::Lambda::EventSourceMapping" &&
      leadsTo(desired, properties.FunctionName, dependsOn, functionId),
  );
  return reads ? { event: { Records: [] }, isHttp: false, what: phrase("no-records") } : undefined;
}

/** Tries one version. @returns why it is not to serve; undefined when it may */
export async function trySmoke(
  clients: AwsClients,
  { functionName, version, smoke }: { functionName: string; version: string; smoke: Smoke },
  signal: AbortSignal,
): Promise<{ readonly detail: Reason; readonly logs: string } | undefined> {
  const lambda = await clients.lambda();
  const answer = await lambda.invoke(
    {
      ...{ FunctionName: functionName, Qualifier: version, LogType: "Tail" },
      Payload: Buffer.from(JSON.stringify(smoke.event)),
    },
    { abortSignal: signal },
  );
  const payload = Buffer.from(answer.Payload ?? []).toString();
  const logs =
    Buffer.from(answer.LogResult ?? "", "base64")
      .toString()
      .trimEnd() || "-";
  if (answer.FunctionError !== undefined) {
    const { errorType, errorMessage } = fieldsOf(payload);
    const said = [errorType, errorMessage].filter(Boolean).join(": ") || payload;
    return { detail: phrase("of", { what: smoke.what, reason: withMotoHint(said) }), logs };
  }
  if (!smoke.isHttp) return undefined;
  const { statusCode } = fieldsOf(payload);
  const status = Number(statusCode ?? 200);
  return status < 500
    ? undefined
    : { detail: phrase("was-answered-with", { what: smoke.what, status }), logs };
}

/** moto's own words (`awslambda/models.py`) when it cannot start a container. The platform lets it, once there are functions. */
function withMotoHint(said: string): Reason {
  return said.startsWith("error running docker:") ? phrase("moto-starts-containers", { reason: said }) : said;
}

function sampleOf(
  { folder }: Pick<Service, "folder">,
  { resources }: DesiredStack,
  functionId: string,
): { readonly event: Json; readonly isNamed: boolean } | undefined {
  const file = path.join(folder, smokeFile);
  if (!existsSync(file)) return undefined;
  let event: Json;
  try {
    event = JSON.parse(readFileSync(file, "utf8")) as Json;
  } catch (cause) {
    throw new MsxError("FILE_INVALID", { file, line: 1, detail: (cause as Error).message }, { cause });
  }
  const functions = resources
    .filter(({ type }) => type === "AWS::Lambda::Function")
    .map(({ logicalId }) => logicalId);
  const isByName =
    isObject(event) &&
    Object.keys(event).length > 0 &&
    Object.keys(event).every((id) => functions.includes(id));
  if (!isByName) return { event, isNamed: false };
  const own = isObject(event) ? event[functionId] : undefined;
  return own === undefined ? undefined : { event: own, isNamed: true };
}

function isAskedByApi(desired: DesiredStack, functionId: string): boolean {
  return desired.resources.some(
    ({ type, properties, dependsOn }) =>
      type === "AWS::Lambda::Permission" &&
      String(properties.Principal).startsWith("apigateway.") &&
      leadsTo(desired, properties.FunctionName, dependsOn, functionId),
  );
}

/** By its own name, or by its alias's. */
function leadsTo(
  { resources }: DesiredStack,
  target: Json | undefined,
  dependsOn: readonly string[],
  functionId: string,
): boolean {
  if (isObject(target) && target.Ref === functionId) return true;
  const aliases = resources.filter(
    ({ type, properties: { FunctionName: name } }) =>
      type === "AWS::Lambda::Alias" && isObject(name) && name.Ref === functionId,
  );
  return aliases.some(({ logicalId }) => dependsOn.includes(logicalId)) || dependsOn.includes(functionId);
}

function getEvent({ resources }: DesiredStack, base: string): Json {
  const formats = resources.map(({ properties }) => JSON.stringify(properties));
  const isV2 = formats.some((text) => /payloadFormatVersion":"2\.0"/i.test(text));
  const request = {
    ...{ method: "GET", path: base, queryString: "", body: Buffer.alloc(0) },
    ...{ headers: [["accept", "application/json"] as const], sourceIp: "127.0.0.1", protocol: "HTTP/1.1" },
  };
  const context = {
    ...{ accountId: "000000000000", apiId: "msx-smoke", stage: "$default", requestId: "msx-smoke" },
    ...{ time: new Date(0), domainName: "msx-smoke", routeKey: `ANY ${base}` },
  };
  return (isV2 ? httpEventV2(request, context) : httpEventV1(request, context)) as Json;
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
