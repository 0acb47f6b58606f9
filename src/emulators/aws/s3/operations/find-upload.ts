import { findBucket } from "../find-bucket.js";
import type { S3Request } from "../request.js";
import { noSuchUpload } from "../s3-error.js";
import type { UploadUnderWay } from "../state/bucket.js";
import type { Buckets } from "../state/buckets.js";

/** The upload of `uploadId`, which is of one key. Throws AwsError NoSuchUpload. */
export function findUpload(buckets: Buckets, request: S3Request): UploadUnderWay {
  const id = request.query.get("uploadId") ?? "";
  const upload = findBucket(buckets, request).uploads.get(id);
  if (upload === undefined || upload.key !== request.key) throw noSuchUpload(id);
  return upload;
}
