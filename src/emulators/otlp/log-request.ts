import * as z from "zod";
import {
  type Attributes,
  type AttributeValue,
  anyValue,
  keyValues,
  nanoseconds,
  parseRequest,
  resource,
  serviceOf,
  toAttributes,
  toValue,
} from "./common-values.js";

/** A log record as it is kept and read back. */
export interface StoredLog {
  readonly service: string;
  /** Nanoseconds since 1970, as text; when it was observed, where the record says nothing else. */
  readonly timeUnixNano: string;
  /** 1 to 24 (OpenTelemetry's severity numbers), 0 for none. */
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: AttributeValue;
  readonly attributes: Attributes;
  readonly traceId?: string;
  readonly spanId?: string;
}

export interface LogRequest {
  readonly logs: readonly StoredLog[];
  readonly rejected: readonly string[];
}

const id = (digits: number) =>
  z.union([z.literal(""), z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`, "i"))]);

const logRecord = z.object({
  timeUnixNano: nanoseconds.default("0"),
  observedTimeUnixNano: nanoseconds.default("0"),
  severityNumber: z.int().default(0),
  severityText: z.string().default(""),
  body: anyValue.nullish(),
  attributes: keyValues,
  traceId: id(32).optional(),
  spanId: id(16).optional(),
});

const scopeLogs = z.object({ logRecords: z.array(z.unknown()).default([]) });
const logRequest = z.object({
  resourceLogs: z.array(z.object({ resource, scopeLogs: z.array(scopeLogs).default([]) })).default([]),
});

/** Reads a log request; a record that is none costs only itself. Throws ExportRequestError. */
export function readLogRequest(request: unknown): LogRequest {
  const logs: StoredLog[] = [];
  const rejected: string[] = [];
  for (const { resource: of, scopeLogs: scopes } of parseRequest(logRequest, request).resourceLogs) {
    const service = serviceOf(of);
    for (const candidate of scopes.flatMap((scope) => scope.logRecords)) {
      const record = logRecord.safeParse(candidate);
      if (record.success) logs.push(toStoredLog(record.data, service));
      else rejected.push(z.prettifyError(record.error));
    }
  }
  return { logs, rejected };
}

function toStoredLog(record: z.output<typeof logRecord>, service: string): StoredLog {
  const { timeUnixNano, observedTimeUnixNano, severityNumber, severityText, body, traceId, spanId } = record;
  return {
    service,
    timeUnixNano: timeUnixNano === "0" ? observedTimeUnixNano : timeUnixNano,
    ...{ severityNumber, severityText, body: body ? toValue(body) : null },
    attributes: toAttributes(record.attributes),
    ...(traceId ? { traceId: traceId.toLowerCase() } : {}),
    ...(spanId ? { spanId: spanId.toLowerCase() } : {}),
  };
}
