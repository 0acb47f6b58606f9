import type { AwsInput } from "../front/aws-service.js";
import { optionalRecord, optionalText } from "../front/read-input.js";
import type { MessageAttribute, MessageAttributes } from "../sqs/message-attributes.js";
import type { Filterable } from "./filter-policy.js";
import { invalidAttributeValue, validationError } from "./sns-error.js";

/** Reads `MessageAttributes` of a publication. Throws AwsError. */
export function readMessageAttributes(input: AwsInput): MessageAttributes {
  const given = optionalRecord(input, "MessageAttributes") ?? {};
  return Object.fromEntries(
    Object.keys(given).map((name) => [name, readAttribute(name, optionalRecord(given, name) ?? {})]),
  );
}

function readAttribute(name: string, given: AwsInput): MessageAttribute {
  checkName(name);
  const what = `The message attribute '${name}'`;
  const DataType = optionalText(given, "DataType") ?? "";
  if (DataType === "") {
    const where = `messageAttributes.${name}.member.dataType`;
    throw validationError(`Value null at '${where}' failed to satisfy constraint: Member must not be null`);
  }
  const type = DataType.split(".")[0];
  if (type !== "String" && type !== "Number" && type !== "Binary") {
    const supported = "the set of supported type prefixes is Binary, Number, and String.";
    throw invalidAttributeValue(`${what} has an invalid message attribute type, ${supported}`);
  }
  const [member, other] = type === "Binary" ? ["BinaryValue", "StringValue"] : ["StringValue", "BinaryValue"];
  const value = optionalText(given, member) ?? "";
  if (value === "" && (optionalText(given, other) ?? "") !== "") {
    const field = type === "Binary" ? "Binary" : "String";
    throw invalidAttributeValue(`${what} with type '${type}' must use field '${field}'.`);
  }
  if (value === "") {
    const of = `for message attribute type '${type}'`;
    throw invalidAttributeValue(`${what} must contain non-empty message attribute value ${of}.`);
  }
  return { DataType, [member]: value };
}

function checkName(name: string): void {
  const wrong = /[^A-Za-z0-9_.-]/.exec(name)?.[0];
  if (wrong !== undefined) {
    const character = `'#x${wrong.charCodeAt(0).toString(16).toUpperCase()}'`;
    const allowed = "Can only include alphanumeric characters, hyphens, underscores, or dots.";
    throw invalidAttributeValue(
      `Invalid non-alphanumeric character ${character} was found in the message attribute name. ${allowed}`,
    );
  }
  if (name.length > 256) {
    throw invalidAttributeValue("Length of message attribute name must be less than 256 bytes.");
  }
  if (name.startsWith(".")) {
    throw invalidAttributeValue("Invalid message attribute name starting with character '.' was found.");
  }
  if (name.endsWith(".")) {
    throw invalidAttributeValue("Invalid message attribute name ending with character '.' was found.");
  }
  if (name.includes("..")) {
    throw invalidAttributeValue("Message attribute name can not have successive '.' character.");
  }
}

/** Attributes as filter policies compare them: binary ones are not compared, `String.Array` is a list. */
export function filterableAttributes(attributes: MessageAttributes): Filterable {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { DataType, StringValue = "" }]) => {
      if (DataType.startsWith("Binary")) return [];
      if (DataType.startsWith("Number")) return [[name, Number(StringValue)]];
      return [[name, DataType === "String.Array" ? parsedArray(StringValue) : StringValue]];
    }),
  );
}

function parsedArray(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
