import { phrase, reasonOf } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { selectServices } from "../../workspace/workspace.js";
import type { AdditionPlan, AdditionTarget } from "./addition.js";
import type { CallCode } from "./call-code.js";
import {
  type CalleeOperation,
  type CalleeParameter,
  findOperation,
  readOperation,
} from "./callee-operation.js";
import { readOpenApi } from "./contract-file.js";
import { dotnetCall } from "./dotnet-call.js";
import type { JsonSchema } from "./json-schema.js";
import { tolerant } from "./json-schema.js";
import { manifestGain } from "./messaging.js";
import { type AdditionNames, additionNames } from "./names.js";
import { asRead, sampleOf } from "./sample-value.js";
import { typescriptCall } from "./typescript-call.js";

export interface CallRequest {
  /** The service that is called. */
  readonly callee: string;
  /** An operationId, or a method and a path. */
  readonly operation: string;
  /** What the call is called here; the operation's id unless told otherwise. */
  readonly name?: string;
}

/**
 * A call to another service: port in the domain, client with timeout, retry and circuit breaker, tests with a stand-in
 * server, a page.
 * @throws MsxError UNKNOWN_SERVICE, OPERATION_UNKNOWN, OPTION_INVALID, ADD_UNSUPPORTED, FILE_INVALID or FILE_UNREADABLE
 */
export function planCall(request: CallRequest, target: AdditionTarget): AdditionPlan {
  const { service, workspace } = target;
  if (request.callee === service.name) {
    const allowed = workspace.allServices.filter(({ name }) => name !== service.name).map(({ name }) => name);
    throw new MsxError("OPTION_INVALID", {
      option: "CALLEE",
      value: request.callee,
      allowed: allowed.join(", ") || "-",
    });
  }
  const [callee] = selectServices(workspace, [request.callee]);
  if (!callee) throw new MsxError("UNKNOWN_SERVICE", { name: request.callee, known: "-" });
  const operation = operationIn(readOpenApi(callee), request, target);
  const names = additionNames(
    request.name ?? operation.id ?? namedByPath(operation),
    request.name ? "--name" : "--operation",
  );
  const known = service.calls.some((call) => call.service === callee.name);
  const code = service.stack === "dotnet" ? dotnetCall : typescriptCall;
  const { files, shared, gains, next } = code(callCode(operation, callee.name, names), target);
  return {
    kind: "call",
    name: `${callee.name} ${names.camel}`,
    files,
    shared,
    gains: [
      ...(known ? [] : [manifestGain(service, "calls", { service: callee.name, protocol: "http" })]),
      ...gains,
    ],
    next,
  };
}

function operationIn(
  contract: Parameters<typeof findOperation>[0],
  { operation, callee }: CallRequest,
  { service }: AdditionTarget,
): CalleeOperation {
  const found = findOperation(contract, operation, callee);
  try {
    return readOperation(contract, found);
  } catch (cause) {
    const reasons = phrase("of", { what: `${callee}/contracts/openapi.json`, reason: reasonOf(cause) });
    throw new MsxError("ADD_UNSUPPORTED", { name: operation, service: service.name, reasons }, { cause });
  }
}

/** `GET /api/v1/payments/{id}/refund` → `get-payments-refund`. */
function namedByPath({ method, path }: CalleeOperation): string {
  const words = path
    .split("/")
    .filter((part) => /^[a-z][a-z0-9-]*$/.test(part) && !/^(api|v\d+)$/.test(part));
  return [method, ...words].join("-");
}

function callCode(operation: CalleeOperation, callee: string, names: AdditionNames): CallCode {
  const { parameters, method, path, result } = operation;
  const request = requestSchema(operation);
  const input = sampleOf(request) as Record<string, unknown>;
  const answer = result && tolerant(result);
  const of = (place: CalleeParameter["place"]): readonly CalleeParameter[] =>
    parameters.filter((one) => one.place === place);
  const keyed = of("header").some(
    ({ name, required }) => required && name.toLowerCase() === "idempotency-key",
  );
  return {
    operation,
    callee,
    names,
    path: of("path"),
    query: of("query"),
    headers: of("header"),
    request,
    input,
    answer,
    sample: result && asRead(answer ?? {}, sampleOf(result)),
    url: `${path.replace(/\{([^}]+)\}/g, (_hole, name: string) => pathValue(of("path"), name, input))}${queryOf(of("query"), input)}`,
    repeatable: keyed || ["get", "put", "delete"].includes(method),
  };
}

/** All that a caller gives, as one object; a body under its own name. */
function requestSchema({ parameters, body }: CalleeOperation): JsonSchema {
  const required = parameters.filter((one) => one.required).map(({ property }) => property);
  return {
    type: "object",
    required: [...required, ...(body?.required ? ["body"] : [])],
    properties: {
      ...Object.fromEntries(parameters.map(({ property, schema }) => [property, schema])),
      ...(body && { body: body.schema }),
    },
  };
}

function pathValue(
  parameters: readonly CalleeParameter[],
  name: string,
  input: Readonly<Record<string, unknown>>,
): string {
  const property = parameters.find((parameter) => parameter.name === name)?.property ?? name;
  return encodeURIComponent(String(input[property]));
}

function queryOf(parameters: readonly CalleeParameter[], input: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const { name, property } of parameters) {
    for (const value of [input[property]].flat()) query.append(name, String(value));
  }
  return query.size > 0 ? `?${query.toString()}` : "";
}
