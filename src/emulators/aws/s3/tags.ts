import { invalidArgument, malformedXml, s3Error } from "./s3-error.js";
import type { Texts } from "./state/stored-object.js";
import { childrenOf, readXml, requiredText } from "./xml/read-xml.js";
import { element, texts } from "./xml/write-xml.js";

/** Of an object; a bucket has up to 50. */
export const maxObjectTags = 10;
export const maxBucketTags = 50;

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags of the `x-amz-tagging` header: `a=1&b=2`. Throws AwsError InvalidArgument, InvalidTag, BadRequest. */
export function readTagHeader(header: string | undefined): Texts {
  if (header === undefined) return {};
  try {
    return toTags([...new URLSearchParams(header)], maxObjectTags);
  } catch (error) {
    if (error instanceof URIError)
      throw invalidArgument("The header 'x-amz-tagging' shall be encoded as UTF-8");
    throw error;
  }
}

/** Tags of a `Tagging` document. Throws AwsError MalformedXML, InvalidTag, BadRequest. */
export function readTagging(source: string, max: number): Texts {
  const root = readXml(source);
  const [set, ...more] = childrenOf(root, "TagSet");
  if (root.name !== "Tagging" || set === undefined || more.length > 0) throw malformedXml();
  return toTags(
    childrenOf(set, "Tag").map((tag) => [requiredText(tag, "Key"), requiredText(tag, "Value")] as const),
    max,
  );
}

function toTags(pairs: readonly (readonly [string, string])[], max: number): Texts {
  if (pairs.length > max) {
    const what = max === maxObjectTags ? "Object" : "Bucket";
    throw s3Error("BadRequest", 400, `${what} tags cannot be greater than ${max}`);
  }
  for (const [key, value] of pairs) {
    if (key === "" || key.length > 128 || !allowed.test(key) || /^aws:/i.test(key)) {
      throw s3Error("InvalidTag", 400, "The TagKey you have provided is invalid", { TagKey: key });
    }
    if (value.length > 256 || !allowed.test(value)) {
      throw s3Error("InvalidTag", 400, "The TagValue you have provided is invalid", { TagValue: value });
    }
  }
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) {
    throw s3Error("InvalidTag", 400, "Cannot provide multiple Tags with the same key");
  }
  return Object.fromEntries(pairs);
}

/** The `TagSet` of a `Tagging` document. */
export function tagSetXml(tags: Texts): string {
  const set = Object.entries(tags).map(([Key, Value]) => element("Tag", texts({ Key, Value })));
  return element("TagSet", set.join(""));
}
