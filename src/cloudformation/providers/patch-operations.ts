import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { equalJson, isList, isObject, type Json, type JsonObject } from "../json.js";

/** What API Gateway's updates say of plain properties: a path for each that differs. */
export function patchOperations(
  before: JsonObject,
  after: JsonObject,
  paths: Readonly<Record<string, string>>,
): PatchOperation[] {
  return Object.entries(paths).flatMap(([name, path]) => {
    const [old, value] = [before[name], after[name]];
    if (equalJson(old, value)) return [];
    if (isObject(old) || isObject(value)) return entryOperations(asObject(old), asObject(value), path);
    if (isList(old) || isList(value)) return itemOperations(asTexts(old), asTexts(value), path);
    return [{ op: "replace" as const, path, value: value === undefined ? "" : String(value) }];
  });
}

function entryOperations(old: JsonObject, value: JsonObject, path: string): PatchOperation[] {
  const removed = Object.keys(old).filter((key) => value[key] === undefined);
  const set = Object.entries(value).filter(([key, one]) => !equalJson(old[key], one));
  return [
    ...removed.map((key) => ({ op: "remove" as const, path: `${path}/${escaped(key)}` })),
    ...set.map(([key, one]) => ({
      op: "replace" as const,
      path: `${path}/${escaped(key)}`,
      value: String(one),
    })),
  ];
}

function itemOperations(old: readonly string[], value: readonly string[], path: string): PatchOperation[] {
  const removed = old.filter((one) => !value.includes(one));
  const added = value.filter((one) => !old.includes(one));
  return [
    ...removed.map((one) => ({ op: "remove" as const, path: `${path}/${escaped(one)}` })),
    ...added.map((one) => ({ op: "add" as const, path: `${path}/${escaped(one)}` })),
  ];
}

/** RFC 6901, section 3. */
function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function asTexts(value: Json | undefined): readonly string[] {
  return isList(value) ? value.map(String) : [];
}
