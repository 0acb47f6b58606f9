import { type Properties, readProperties } from "../wire/content-header.js";
import { type FieldTable, type FieldValue, longField, plainTable, textField } from "../wire/field-table.js";
import { badRequest } from "./management-error.js";

/** The properties of a message by their names in JSON. */
const names = {
  content_type: "contentType",
  content_encoding: "contentEncoding",
  headers: "headers",
  delivery_mode: "deliveryMode",
  priority: "priority",
  correlation_id: "correlationId",
  reply_to: "replyTo",
  expiration: "expiration",
  message_id: "messageId",
  timestamp: "timestamp",
  type: "type",
  user_id: "userId",
  app_id: "appId",
  cluster_id: "clusterId",
} as const satisfies Record<string, keyof Properties>;

const numbers: ReadonlySet<string> = new Set(["delivery_mode", "priority", "timestamp"]);

/** What a publisher sent. Without any, RabbitMQ shows an empty list. */
export function propertiesToJson(header: Buffer): object {
  const properties = readProperties(header);
  const shown = Object.entries(names).flatMap(([shownAs, name]) => {
    const value = properties[name];
    if (value === undefined) return [];
    return [[shownAs, name === "headers" ? plainTable(value as FieldTable) : value]];
  });
  return shown.length === 0 ? [] : Object.fromEntries(shown);
}

/** @throws ManagementError 400 for a value of another type than its property has */
export function propertiesFromJson(json: unknown): Properties {
  if (Array.isArray(json) && json.length === 0) return {};
  if (!isObject(json)) throw badRequest("properties must be an object");
  const found: Record<string, unknown> = {};
  for (const [shownAs, value] of Object.entries(json)) {
    const name = names[shownAs as keyof typeof names] as keyof Properties | undefined;
    if (name === undefined) continue;
    const wanted = name === "headers" ? "object" : numbers.has(shownAs) ? "number" : "string";
    const isNumber = wanted === "number" && Number.isInteger(value) && (value as number) >= 0;
    const most = name === "timestamp" ? Number.MAX_SAFE_INTEGER : 255;
    const fits =
      wanted === "object"
        ? isObject(value)
        : wanted === "number"
          ? isNumber && (value as number) <= most
          : typeof value === "string" && Buffer.byteLength(value) <= 255;
    if (!fits) throw badRequest(`invalid value of the property ${shownAs}`);
    found[name] = name === "headers" ? toTable(value as object) : value;
  }
  return found;
}

function toTable(json: object): FieldTable {
  return new Map(
    Object.entries(json).map(([name, value]) => {
      if (Buffer.byteLength(name) > 255) throw badRequest("a header's name is longer than 255 bytes");
      return [name, toField(value)];
    }),
  );
}

/** As RabbitMQ does: whole numbers are 64 bits wide, others doubles. */
function toField(value: unknown): FieldValue {
  if (typeof value === "string") return textField(value);
  if (typeof value === "boolean") return { type: "t", value };
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? longField(value) : { type: "d", value };
  }
  if (Array.isArray(value)) return { type: "A", value: value.map(toField) };
  if (isObject(value)) return { type: "F", value: toTable(value) };
  throw badRequest("null_not_allowed");
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
