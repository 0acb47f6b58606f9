import { headerOf, type S3Request } from "./request.js";
import { invalidArgument, noSuchBucket, noSuchKey, s3Error } from "./s3-error.js";
import type { Bucket } from "./state/bucket.js";
import type { Buckets } from "./state/buckets.js";
import type { StoredObject } from "./state/stored-object.js";

/** The bucket that a request names. Throws AwsError NoSuchBucket; AccessDenied where the client expects another owner. */
export function findBucket(buckets: Buckets, request: S3Request): Bucket {
  const bucket = buckets.get(request.bucket);
  if (bucket === undefined) throw noSuchBucket(request.bucket);
  const expected = headerOf(request, "x-amz-expected-bucket-owner");
  if (expected !== undefined && expected !== bucket.identity.account) {
    throw s3Error("AccessDenied", 403, "Access Denied");
  }
  return bucket;
}

/** The object that a request names. Throws AwsError NoSuchKey, NoSuchVersion, InvalidArgument. */
export function findObject(bucket: Bucket, key: string, versionId: string | null): StoredObject {
  checkVersion(versionId);
  const object = bucket.objects.get(key);
  if (object === undefined) throw noSuchKey(key);
  return object;
}

/** Without versioning there is the version `null` of every object, and no other. */
export function checkVersion(versionId: string | null): void {
  if (versionId === null || versionId === "null") return;
  throw invalidArgument("Invalid version id specified", "versionId", versionId);
}

/** Stands for its owner where S3 shows a canonical user: 64 hexadecimal digits made of the account. */
export function ownerId(account: string): string {
  return Buffer.from(account.padEnd(32, "0")).toString("hex").slice(0, 64);
}

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}
