import { createHash } from "node:crypto";
import type { AwsInput } from "../front/aws-service.js";
import { optionalRecord, optionalText } from "../front/read-input.js";
import { invalidParameter } from "./sqs-error.js";

/** An attribute of a message, as clients send it and get it back. */
export interface MessageAttribute {
  /** String, Number or Binary, and perhaps a label of the user's own: `Number.float`. */
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const maxAttributes = 10;
const maxNameLength = 256;

/**
 * Reads a member of attributes. Throws AwsError.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function readMessageAttributes(input: AwsInput, member: string): MessageAttributes {
  const given = optionalRecord(input, member) ?? {};
  const names = Object.keys(given);
  if (names.length > maxAttributes) {
    throw invalidParameter(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${maxAttributes}].`,
    );
  }
  return Object.fromEntries(
    names.map((name) => [name, readAttribute(name, optionalRecord(given, name) ?? {})]),
  );
}

function readAttribute(name: string, given: AwsInput): MessageAttribute {
  checkName(name);
  const DataType = optionalText(given, "DataType") ?? "";
  const type = DataType.split(".")[0];
  const what = `Message (user) attribute '${name}'`;
  if (DataType === "") throw invalidParameter(`${what} must contain a non-empty message attribute type.`);
  if (type !== "String" && type !== "Number" && type !== "Binary") {
    const supported = "the set of supported type prefixes is Binary, Number, and String.";
    throw invalidParameter(`${what} has an invalid message attribute type, ${supported}`);
  }
  const member = type === "Binary" ? "BinaryValue" : "StringValue";
  const value = optionalText(given, member);
  if (value === undefined || value === "") {
    throw invalidParameter(`${what} must contain a non-empty value of type '${type}'.`);
  }
  if (type === "Number" && !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { DataType, [member]: value };
}

function checkName(name: string): void {
  const valid = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(name) && name.length <= maxNameLength;
  if (!valid || /^(aws|amazon)\./i.test(name)) {
    const rules =
      "can contain A-Z, a-z, 0-9, underscores, hyphens and single periods inside, up to 256 of them";
    throw invalidParameter(`Message (user) attribute name '${name}' is invalid: it ${rules}.`);
  }
}

/** What of a message's size its attributes are, in bytes. */
export function attributesBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce((sum, [name, { DataType, StringValue, BinaryValue }]) => {
    const value =
      BinaryValue === undefined
        ? Buffer.byteLength(StringValue ?? "")
        : Buffer.byteLength(BinaryValue, "base64");
    return sum + Buffer.byteLength(name) + Buffer.byteLength(DataType) + value;
  }, 0);
}

/** The checksum by which clients see that attributes arrived whole; undefined where there are none. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType = "", StringValue, BinaryValue } = attributes[name] ?? {};
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    add(BinaryValue === undefined ? Buffer.from(StringValue ?? "") : Buffer.from(BinaryValue, "base64"));
  }
  return hash.digest("hex");
}

/** Those that a reader asked for: `All`, `.*`, a name, or a prefix `shop.*`. */
export function selectAttributes(attributes: MessageAttributes, asked: readonly string[]): MessageAttributes {
  const wanted = (name: string): boolean =>
    asked.some((one) =>
      one === "All" || one === ".*"
        ? true
        : one.endsWith(".*")
          ? name.startsWith(one.slice(0, -1))
          : name === one,
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}
