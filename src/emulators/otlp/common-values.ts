import * as z from "zod";

/** A value of an attribute or a log's body, as JSON. Bytes stand as their base64 text. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A request that is not OTLP at all; the message says where it stops being it. */
export class ExportRequestError extends Error {
  override readonly name = "ExportRequestError";
}

/** JSON Protobuf: 64-bit integers are text, and numbers are accepted too. */
export const integer64 = z.union([z.string().regex(/^-?\d{1,20}$/), z.int().transform(String)]);
export const nanoseconds = z.union([z.string().regex(/^\d{1,20}$/), z.int().nonnegative().transform(String)]);

/** AnyValue of opentelemetry/proto/common/v1/common.proto; at most one field is set. */
interface AnyValue {
  readonly stringValue?: string | undefined;
  readonly boolValue?: boolean | undefined;
  readonly intValue?: string | number | undefined;
  readonly doubleValue?: string | number | undefined;
  readonly bytesValue?: string | undefined;
  readonly arrayValue?: { readonly values: readonly AnyValue[] } | undefined;
  readonly kvlistValue?: { readonly values: readonly KeyValue[] } | undefined;
}

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

export const anyValue: z.ZodType<AnyValue> = z.lazy(() =>
  z.object({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: z.union([z.string(), z.number()]).optional(),
    doubleValue: z.union([z.number(), z.string()]).optional(),
    bytesValue: z.string().optional(),
    arrayValue: z.object({ values: z.array(anyValue).default([]) }).optional(),
    kvlistValue: z.object({ values: keyValues }).optional(),
  }),
);

export const keyValues = z.array(z.object({ key: z.string(), value: anyValue.default({}) })).default([]);

export const resource = z.object({ attributes: keyValues }).nullish();

/** The resource's `service.name`, by OpenTelemetry's own word when there is none. */
export function serviceOf(of: z.output<typeof resource>): string {
  const name = toAttributes(of?.attributes ?? [])["service.name"];
  return typeof name === "string" ? name : "unknown_service";
}

export function toAttributes(pairs: readonly KeyValue[]): Record<string, AttributeValue> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, toValue(value)]));
}

/** Integers past what a double holds exactly stay text. */
export function toValue(value: AnyValue): AttributeValue {
  if (value.intValue !== undefined) {
    const number = Number(value.intValue);
    return Number.isSafeInteger(number) ? number : String(value.intValue);
  }
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(toValue);
  if (value.kvlistValue !== undefined) return toAttributes(value.kvlistValue.values);
  return value.stringValue ?? value.boolValue ?? value.bytesValue ?? null;
}

/** Reads a request by its schema. Throws {@link ExportRequestError}. */
export function parseRequest<T extends z.ZodType>(schema: T, request: unknown): z.output<T> {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  throw new ExportRequestError(z.prettifyError(parsed.error));
}
