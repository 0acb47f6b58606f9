import { randomBytes } from "node:crypto";
import type { AwsCall, AwsInput } from "../front/aws-service.js";
import { optionalInteger, optionalText, recordList } from "../front/read-input.js";
import { malformedPolicy, noSuchEntity, validation } from "./iam-error.js";
import { type IamStore, type Policy, type Role, roleKey, type Tags } from "./iam-store.js";

/** Throws AwsError. */
export function requiredText(input: AwsInput, name: string, max: number, pattern?: RegExp): string {
  const value = optionalText(input, name);
  const at = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const refuse = (what: string) =>
    validation(
      `1 validation error detected: Value '${value ?? "null"}' at '${at}' failed to satisfy constraint: Member must ${what}`,
    );
  if (value === undefined) throw refuse("not be null");
  if (value.length < 1) throw refuse("have length greater than or equal to 1");
  if (value.length > max) throw refuse(`have length less than or equal to ${max}`);
  if (pattern !== undefined && !pattern.test(value)) {
    const what = pattern.source.slice(1, -1);
    throw validation(
      `The specified value for ${at} is invalid. It must contain only characters matching ${what}`,
    );
  }
  return value;
}

export const namePattern = /^[\w+=,.@-]+$/;

/** Throws AwsError. */
export function findRole(store: IamStore, input: AwsInput, { account }: AwsCall): Role {
  const name = requiredText(input, "RoleName", 64, namePattern);
  const role = store.roles.get(roleKey(account, name));
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** Throws AwsError. */
export function findPolicy(store: IamStore, input: AwsInput): Policy {
  const arn = requiredText(input, "PolicyArn", 2048);
  const policy = store.policies.get(arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

/** A policy's JSON: an object with statements. What they say is not looked at. Throws AwsError. */
export function readDocument(input: AwsInput, name: string): string {
  const document = requiredText(input, name, 131_072);
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    throw malformedPolicy("This policy contains invalid Json");
  }
  if (typeof parsed !== "object" || parsed === null || !("Statement" in parsed)) {
    throw malformedPolicy("Syntax errors in policy.");
  }
  return document;
}

/** Documents are shown percent-encoded (RFC 3986). */
export function shownDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Throws AwsError. */
export function readPath(input: AwsInput): string {
  const path = optionalText(input, "Path") ?? "/";
  if (/^\/([!-~]+\/)?$/.test(path) && path.length <= 512) return path;
  throw validation(
    "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
  );
}

/** Throws AwsError. */
export function readTags(input: AwsInput): Tags {
  return Object.fromEntries(
    recordList(input, "Tags").map((tag) => [requiredText(tag, "Key", 128), optionalText(tag, "Value") ?? ""]),
  );
}

export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

export function shownTags(tags: Tags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** 21 characters, the first four of which say of what kind: `AROA`, `ANPA`. */
export function newId(prefix: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return prefix + [...randomBytes(17)].map((byte) => letters.charAt(byte % 32)).join("");
}

/** The page of a list that `Marker` and `MaxItems` ask for. */
export function pageOf<Item>(items: readonly Item[], input: AwsInput, key: (item: Item) => string) {
  const size = optionalInteger(input, "MaxItems") ?? 100;
  if (size < 1 || size > 1000) throw validation(`The value ${size} of MaxItems is not between 1 and 1000.`);
  const marker = optionalText(input, "Marker");
  const after = marker === undefined ? undefined : Buffer.from(marker, "base64").toString("utf8");
  const start = after === undefined ? 0 : items.findIndex((item) => key(item) === after) + 1;
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const more = start + page.length < items.length && last !== undefined;
  const next = more ? { Marker: Buffer.from(key(last)).toString("base64") } : {};
  return { page, next: { IsTruncated: more, ...next } };
}
