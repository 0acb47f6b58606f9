import * as z from "zod";
import { MsxError } from "../../errors/msx-error.js";
import { type FoundOperation, type OpenApi, operationsOf } from "./contract-file.js";
import { dereferenced, followed, type JsonSchema } from "./json-schema.js";

export interface CalleeParameter {
  /** As it goes over the wire. */
  readonly name: string;
  /** As a property in code: `Idempotency-Key` → `idempotencyKey`. */
  readonly property: string;
  readonly place: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** An operation of another service, with every reference in it followed. */
export interface CalleeOperation extends FoundOperation {
  readonly parameters: readonly CalleeParameter[];
  readonly body: { readonly required: boolean; readonly schema: JsonSchema } | undefined;
  /** Of the answer that means success. */
  readonly status: number;
  readonly result: JsonSchema | undefined;
  readonly summary: string;
}

const parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: z.unknown().optional(),
});
const content = z
  .looseObject({ "application/json": z.looseObject({ schema: z.unknown().optional() }).optional() })
  .prefault({});
const operation = z.looseObject({
  summary: z.string().default(""),
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()).default({}),
});
const places = ["path", "query", "header"] as const;

/**
 * Finds an operation by its id, or by method and path.
 * @param wanted `getPayment` or `GET /api/v1/payments/{id}`
 * @throws MsxError OPERATION_UNKNOWN naming those there are
 */
export function findOperation(contract: OpenApi, wanted: string, service: string): FoundOperation {
  const all = operationsOf(contract);
  const [, method = "", address = ""] = /^([A-Za-z]+)\s+(\/\S*)$/.exec(wanted.trim()) ?? [];
  const normal = (path: string): string => path.replace(/\{[^}]*\}/g, "{}").replace(/\/$/, "");
  const found = all.find(({ id, ...other }) =>
    address === ""
      ? id === wanted
      : other.method === method.toLowerCase() && normal(other.path) === normal(address),
  );
  if (found) return found;
  const known = all
    .map(({ id, ...other }) => `${id ?? "-"} (${other.method.toUpperCase()} ${other.path})`)
    .join(", ");
  throw new MsxError("OPERATION_UNKNOWN", { operation: wanted, service, known: known || "-" });
}

/** @throws Error for a reference that leads nowhere or a schema that contains itself */
export function readOperation(contract: OpenApi, found: FoundOperation): CalleeOperation {
  const item = contract.paths[found.path] ?? {};
  const read = operation.parse(item[found.method]);
  const shared = Array.isArray(item.parameters) ? (item.parameters as unknown[]) : [];
  const [status, response] = successOf(read.responses);
  const result = schemaIn(contract, followed(contract, response ?? {}).content);
  return {
    ...found,
    summary: read.summary,
    parameters: parametersOf(contract, [...shared, ...read.parameters]),
    body: bodyOf(contract, read.requestBody),
    status,
    result,
  };
}

/** An operation's own parameter replaces the path's of the same name and place (OpenAPI 3.1.1, Operation Object). */
function parametersOf(contract: OpenApi, listed: readonly unknown[]): readonly CalleeParameter[] {
  const byKey = new Map<string, CalleeParameter>();
  for (const entry of listed) {
    const { name, in: where, required, schema } = parameter.parse(followed(contract, entry));
    const place = places.find((one) => one === where);
    // These three are never parameters (OpenAPI 3.1.1, Parameter Object); cookies are not for services.
    if (!place || (place === "header" && /^(accept|content-type|authorization)$/i.test(name))) continue;
    byKey.set(`${place} ${name}`, {
      name,
      property: camel(name),
      place,
      required: required || place === "path",
      schema: dereferenced(contract, schema ?? {}),
    });
  }
  return [...byKey.values()];
}

function bodyOf(contract: OpenApi, requestBody: unknown): CalleeOperation["body"] {
  if (requestBody === undefined) return undefined;
  const { content: media, required } = followed(contract, requestBody);
  const schema = schemaIn(contract, media);
  return schema && { required: required === true, schema };
}

function schemaIn(contract: OpenApi, media: unknown): JsonSchema | undefined {
  const schema = content.safeParse(media ?? {}).data?.["application/json"]?.schema;
  return schema === undefined ? undefined : dereferenced(contract, schema);
}

/** The lowest 2xx answer. */
function successOf(responses: Readonly<Record<string, unknown>>): readonly [number, unknown] {
  const [code] = Object.keys(responses)
    .filter((name) => /^2\d\d$/.test(name))
    .sort();
  return code === undefined ? [200, undefined] : [Number(code), responses[code]];
}

function camel(name: string): string {
  const [first = "", ...rest] = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined =
    first.charAt(0).toLowerCase() +
    first.slice(1) +
    rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[a-z]/.test(joined) ? joined : `p${joined}`;
}
