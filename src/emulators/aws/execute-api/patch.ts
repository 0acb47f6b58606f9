import type { AwsInput } from "../front/aws-service.js";
import { optionalText, recordList } from "../front/read-input.js";
import { badRequest } from "./gateway-error.js";

/** Which paths of a thing a patch may name, and as what. */
export interface PatchRules {
  readonly texts?: readonly string[];
  readonly booleans?: readonly string[];
  readonly integers?: readonly string[];
  /** Maps of text: `/variables/name`. */
  readonly maps?: readonly string[];
  /** Lists of text: `/binaryMediaTypes/image~1png`. */
  readonly lists?: readonly string[];
}

export interface PatchOperation {
  readonly op: string;
  /** Of the path, unescaped (RFC 6901). */
  readonly segments: readonly string[];
  /** As it came, for messages. */
  readonly path: string;
  readonly value: string | undefined;
}

/** Reads `patchOperations`. Throws AwsError. */
export function readPatch(input: AwsInput): PatchOperation[] {
  return recordList(input, "patchOperations").map((operation) => {
    const path = optionalText(operation, "path") ?? "";
    const op = optionalText(operation, "op") ?? "";
    if (!["add", "remove", "replace"].includes(op)) {
      throw badRequest(`Invalid patch operation specified. Must be one of: [add, remove, replace]`);
    }
    const segments = path
      .split("/")
      .slice(1)
      .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
    return { op, path, segments, value: optionalText(operation, "value") };
  });
}

/**
 * What a thing is after its patches; the thing itself stays as it is. Throws AwsError for a path that is in no rule.
 * @param other takes the paths that no rule can say; returns false for one that it does not know either
 */
export function applyPatch<Thing extends object>(
  thing: Thing,
  operations: readonly PatchOperation[],
  rules: PatchRules,
  other: (next: Record<string, unknown>, operation: PatchOperation) => boolean = () => false,
): Thing {
  const next = structuredClone({ ...thing }) as Record<string, unknown>;
  for (const operation of operations) {
    const [name = "", key, ...rest] = operation.segments;
    if (key === undefined && setValue(next, name, operation, rules)) continue;
    if (key !== undefined && rest.length === 0 && setMember(next, name, key, operation, rules)) continue;
    if (!other(next, operation)) throw badRequest(`Invalid patch path ${operation.path}`);
  }
  return next as Thing;
}

function setValue(
  next: Record<string, unknown>,
  name: string,
  { op, value }: PatchOperation,
  { texts = [], booleans = [], integers = [] }: PatchRules,
): boolean {
  if (![...texts, ...booleans, ...integers].includes(name)) return false;
  if (op === "remove" || value === undefined) delete next[name];
  else if (booleans.includes(name)) next[name] = value === "true";
  else if (integers.includes(name)) {
    if (!/^-?\d+$/.test(value)) throw badRequest(`Invalid ${name}`);
    next[name] = Number(value);
  } else next[name] = value;
  return true;
}

function setMember(
  next: Record<string, unknown>,
  name: string,
  key: string,
  { op, value }: PatchOperation,
  { maps = [], lists = [] }: PatchRules,
): boolean {
  if (lists.includes(name)) {
    const list = (next[name] ?? []) as string[];
    const kept = list.filter((item) => item !== key);
    if (op === "remove") next[name] = kept;
    else next[name] = [...kept, op === "replace" ? (value ?? key) : key];
    return true;
  }
  if (!maps.includes(name)) return false;
  const map = { ...(next[name] as Record<string, string> | undefined) };
  if (op === "remove") delete map[key];
  else map[key] = value ?? "";
  next[name] = map;
  return true;
}
