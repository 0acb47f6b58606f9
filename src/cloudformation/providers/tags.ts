import type { Json, JsonObject } from "../json.js";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** `Tags` as a list, `[]` where absent. */
export function tagList(properties: JsonObject): Tag[] {
  const { Tags: tags } = properties as { readonly Tags?: Tag[] };
  return tags ?? [];
}

export function tagMap(properties: JsonObject): Record<string, string> {
  return Object.fromEntries(tagList(properties).map(({ Key, Value }) => [Key, Value]));
}

/** What has to be done to tags of one resource. */
export async function changeTags(
  before: JsonObject,
  after: JsonObject,
  change: { set(tags: Tag[]): Promise<unknown>; remove(keys: string[]): Promise<unknown> },
): Promise<void> {
  const [known, wanted] = [tagMap(before), tagMap(after)];
  const removed = Object.keys(known).filter((key) => wanted[key] === undefined);
  const set = tagList(after).filter(({ Key, Value }) => known[Key] !== Value);
  if (removed.length > 0) await change.remove(removed);
  if (set.length > 0) await change.set(set);
}

/** A document that an API takes as text. */
export function documentText(document: Json): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}
