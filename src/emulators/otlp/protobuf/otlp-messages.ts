import type { Field, FieldType, MessageType } from "./decode-message.js";

/** The fields that are read, by number, of opentelemetry-proto 1.x (common, resource, trace, metrics, logs). */
const one = (name: string, type: FieldType): Field => ({ name, type });
const many = (name: string, type: FieldType): Field => ({ name, type, repeated: true });

const anyValue: MessageType = {
  1: one("stringValue", "string"),
  2: one("boolValue", "bool"),
  3: one("intValue", "int64"),
  4: one("doubleValue", "double"),
  5: one("arrayValue", () => ({ 1: many("values", () => anyValue) })),
  6: one("kvlistValue", () => ({ 1: many("values", () => keyValue) })),
  7: one("bytesValue", "base64"),
};

const keyValue: MessageType = { 1: one("key", "string"), 2: one("value", () => anyValue) };
const attributes = many("attributes", () => keyValue);
const resource = one("resource", () => ({ 1: attributes }));

const event: MessageType = { 1: one("timeUnixNano", "fixed64"), 2: one("name", "string"), 3: attributes };

const span: MessageType = {
  1: one("traceId", "hex"),
  2: one("spanId", "hex"),
  4: one("parentSpanId", "hex"),
  5: one("name", "string"),
  6: one("kind", "int32"),
  7: one("startTimeUnixNano", "fixed64"),
  8: one("endTimeUnixNano", "fixed64"),
  9: attributes,
  11: many("events", () => event),
  15: one("status", () => ({ 2: one("message", "string"), 3: one("code", "int32") })),
};

const numberPoint: MessageType = {
  2: one("startTimeUnixNano", "fixed64"),
  3: one("timeUnixNano", "fixed64"),
  4: one("asDouble", "double"),
  6: one("asInt", "sfixed64"),
  7: attributes,
};

const histogramPoint: MessageType = {
  2: one("startTimeUnixNano", "fixed64"),
  3: one("timeUnixNano", "fixed64"),
  4: one("count", "fixed64"),
  5: one("sum", "double"),
  6: many("bucketCounts", "fixed64"),
  7: many("explicitBounds", "double"),
  9: attributes,
  11: one("min", "double"),
  12: one("max", "double"),
};

const exponentialPoint: MessageType = {
  1: attributes,
  2: one("startTimeUnixNano", "fixed64"),
  3: one("timeUnixNano", "fixed64"),
  4: one("count", "fixed64"),
  5: one("sum", "double"),
  12: one("min", "double"),
  13: one("max", "double"),
};

const summaryPoint: MessageType = {
  2: one("startTimeUnixNano", "fixed64"),
  3: one("timeUnixNano", "fixed64"),
  4: one("count", "fixed64"),
  5: one("sum", "double"),
  7: attributes,
};

const points = (type: MessageType) => (): MessageType => ({ 1: many("dataPoints", () => type) });

const metric: MessageType = {
  1: one("name", "string"),
  2: one("description", "string"),
  3: one("unit", "string"),
  5: one("gauge", points(numberPoint)),
  7: one("sum", points(numberPoint)),
  9: one("histogram", points(histogramPoint)),
  10: one("exponentialHistogram", points(exponentialPoint)),
  11: one("summary", points(summaryPoint)),
};

const logRecord: MessageType = {
  1: one("timeUnixNano", "fixed64"),
  2: one("severityNumber", "int32"),
  3: one("severityText", "string"),
  5: one("body", () => anyValue),
  6: attributes,
  9: one("traceId", "hex"),
  10: one("spanId", "hex"),
  11: one("observedTimeUnixNano", "fixed64"),
};

/** An export request: resources, their instrumentation scopes, and what these recorded. */
function request(list: string, scopes: string, items: string, item: MessageType): MessageType {
  const scope: MessageType = { 2: many(items, () => item) };
  return { 1: many(list, () => ({ 1: resource, 2: many(scopes, () => scope) })) };
}

/** The three export requests. */
export const exportRequests = {
  traces: request("resourceSpans", "scopeSpans", "spans", span),
  metrics: request("resourceMetrics", "scopeMetrics", "metrics", metric),
  logs: request("resourceLogs", "scopeLogs", "logRecords", logRecord),
} as const;

export type Signal = keyof typeof exportRequests;
