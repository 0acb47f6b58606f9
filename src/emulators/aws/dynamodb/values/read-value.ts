import { invalidParameter, serialization, validation } from "../dynamodb-error.js";
import {
  type AttributeType,
  type AttributeValue,
  attributeTypes,
  emptyItem,
  type Item,
} from "./attribute-value.js";
import { canonicalNumber } from "./number.js";

/** Nested deeper than this is refused (developer guide, "Constraints": 32 levels). */
const maxDepth = 32;

/** Reads attributes as a client wrote them. @throws AwsError ValidationException, SerializationException */
export function readItem(raw: unknown): Item {
  if (!isObject(raw)) throw serialization("Unexpected field type");
  return readMap(raw, 0);
}

/** Reads one value as a client wrote it, and makes it canonical. */
export function readValue(raw: unknown, depth = 0): AttributeValue {
  if (!isObject(raw)) throw serialization("Unexpected value type in payload");
  const types = Object.keys(raw).filter(
    (key) => raw[key] !== null && raw[key] !== undefined && attributeTypes.includes(key as AttributeType),
  );
  const [type] = types;
  if (type === undefined) {
    throw validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  }
  const value = readTyped(type as AttributeType, raw[type], depth);
  for (const other of types.slice(1)) readTyped(other as AttributeType, raw[other], depth);
  if (types.length > 1) {
    throw validation(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  return value;
}

function readTyped(type: AttributeType, raw: unknown, depth: number): AttributeValue {
  switch (type) {
    case "S":
      return { S: readString(raw) };
    case "N":
      return { N: canonicalNumber(readString(raw)) };
    case "B":
      return { B: readBinary(raw) };
    case "BOOL":
      return { BOOL: readBoolean(raw) };
    case "NULL":
      if (readBoolean(raw)) return { NULL: true };
      throw invalidParameter("Null attribute value types must have the value of true");
    case "SS": {
      const elements = readList(raw).map(readString);
      if (elements.length === 0) throw invalidParameter("An string set  may not be empty");
      if (hasDuplicates(elements)) {
        throw invalidParameter(`Input collection [${elements.join(", ")}] contains duplicates.`);
      }
      return { SS: elements };
    }
    case "NS": {
      const elements = readList(raw).map((element) => canonicalNumber(readString(element)));
      if (elements.length === 0) throw invalidParameter("An number set  may not be empty");
      if (hasDuplicates(elements)) throw validation("Input collection contains duplicates");
      return { NS: elements };
    }
    case "BS": {
      const elements = readList(raw).map(readBinary);
      if (elements.length === 0) throw invalidParameter("Binary sets should not be empty");
      if (hasDuplicates(elements)) {
        throw invalidParameter(`Input collection [${elements.join(", ")}]of type BS contains duplicates.`);
      }
      return { BS: elements };
    }
    case "L":
      checkDepth(depth);
      return { L: readList(raw).map((element) => readValue(element, depth + 1)) };
    case "M":
      checkDepth(depth);
      if (!isObject(raw)) throw serialization("Unexpected field type");
      return { M: readMap(raw, depth + 1) };
  }
}

function readMap(raw: Record<string, unknown>, depth: number): Item {
  const item = emptyItem();
  for (const name of Object.keys(raw)) {
    if (raw[name] !== null && raw[name] !== undefined) item[name] = readValue(raw[name], depth);
  }
  return item;
}

function checkDepth(depth: number): void {
  if (depth < maxDepth) return;
  throw validation(
    "Nesting Levels have exceeded supported limits: Attributes have nested values beyond supported limit",
  );
}

function readString(raw: unknown): string {
  if (typeof raw === "string") return raw;
  if (typeof raw === "number") {
    throw serialization(
      `${Number.isInteger(raw) ? "NUMBER_VALUE" : "DECIMAL_VALUE"} cannot be converted to String`,
    );
  }
  if (typeof raw === "boolean") {
    throw serialization(`${raw ? "TRUE_VALUE" : "FALSE_VALUE"} cannot be converted to String`);
  }
  if (Array.isArray(raw)) throw serialization("Unrecognized collection type class java.lang.String");
  throw serialization("Start of structure or map found where not expected");
}

function readBoolean(raw: unknown): boolean {
  if (typeof raw === "boolean") return raw;
  throw serialization("Unexpected token received from parser");
}

function readBinary(raw: unknown): string {
  if (typeof raw !== "string") {
    throw serialization("only base-64-encoded strings are convertible to bytes");
  }
  if (raw.length % 4 !== 0) {
    throw serialization(`Base64 encoded length is expected a multiple of 4 bytes but found: ${raw.length}`);
  }
  const canonical = Buffer.from(raw, "base64").toString("base64");
  if (canonical !== raw) throw serialization("Invalid last non-pad Base64 character dectected");
  return canonical;
}

function readList(raw: unknown): readonly unknown[] {
  if (Array.isArray(raw)) return raw;
  throw serialization("Unexpected field type");
}

function hasDuplicates(elements: readonly string[]): boolean {
  return new Set(elements).size !== elements.length;
}

export function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}
