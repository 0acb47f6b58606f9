import { createHash } from "node:crypto";
import type { Bodies } from "../bodies/bodies.js";
import { type Checksum, type ChecksumAlgorithm, digest } from "../bodies/checksums.js";
import { checkCopySource } from "../conditions.js";
import { findObject } from "../find-bucket.js";
import { decode, headerOf, type S3Request } from "../request.js";
import { invalidArgument, noSuchBucket, notImplemented } from "../s3-error.js";
import type { Buckets } from "../state/buckets.js";
import type { StoredObject } from "../state/stored-object.js";

/**
 * What `x-amz-copy-source` names: `bucket/key`, URL-encoded, perhaps with `?versionId=`; its conditions hold.
 * @throws AwsError NoSuchBucket, NoSuchKey, InvalidArgument, PreconditionFailed
 */
export function findCopySource(
  buckets: Buckets,
  request: S3Request,
): { bucket: string; object: StoredObject } {
  const header = headerOf(request, "x-amz-copy-source") ?? "";
  if (header.startsWith("arn:")) throw notImplemented("A copy from an access point");
  const [source = "", version] = header.split(/\?versionId=/);
  const path = decode(source).replace(/^\//, "");
  const slash = path.indexOf("/");
  if (slash < 1 || slash === path.length - 1) {
    const message = "Copy Source must mention the source bucket and key: sourcebucket/sourcekey";
    throw invalidArgument(message, "x-amz-copy-source", header);
  }
  const name = path.slice(0, slash);
  const bucket = buckets.get(name);
  if (bucket === undefined) throw noSuchBucket(name);
  const object = findObject(bucket, path.slice(slash + 1), version ?? null);
  checkCopySource(request, object);
  return { bucket: name, object };
}

/** MD5 and checksum of some of an object's bytes, read for it. The body must be retained meanwhile. */
export async function digestOf(
  { body }: StoredObject,
  { from, end }: { readonly from: number; readonly end: number },
  algorithm: ChecksumAlgorithm,
  bodies: Bodies,
): Promise<{ readonly etag: string; readonly checksum: Checksum }> {
  const [md5, checksum] = [createHash("md5"), digest(algorithm)];
  for await (const piece of bodies.read(body, from, end) as AsyncIterable<Buffer>) {
    md5.update(piece);
    checksum.update(piece);
  }
  const value = checksum.bytes().toString("base64");
  return { etag: md5.digest("hex"), checksum: { algorithm, value, type: "FULL_OBJECT" } };
}
