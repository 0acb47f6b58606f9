import { receiveText } from "../bodies/receive-body.js";
import { findBucket } from "../find-bucket.js";
import type { S3Operations } from "../request.js";
import { s3Error } from "../s3-error.js";
import type { Buckets } from "../state/buckets.js";

/** Bucket policies: kept and shown, not applied. */
export function policyOperations(buckets: Buckets): S3Operations {
  return {
    async "PUT bucket?policy"(request) {
      const policy = await receiveText(request);
      checkPolicy(policy);
      const { identity, settings } = findBucket(buckets, request);
      buckets.change({ type: "bucket", bucket: identity, settings: { ...settings, policy } });
      return { status: 204 };
    },

    "GET bucket?policy"(request) {
      const { policy } = findBucket(buckets, request).settings;
      if (policy === undefined) {
        const message = "The bucket policy does not exist";
        throw s3Error("NoSuchBucketPolicy", 404, message, { BucketName: request.bucket });
      }
      return { headers: { "content-type": "application/json" }, body: policy };
    },

    "DELETE bucket?policy"(request) {
      const { identity, settings } = findBucket(buckets, request);
      const { policy: _, ...others } = settings;
      buckets.change({ type: "bucket", bucket: identity, settings: others });
      return { status: 204 };
    },
  };
}

function checkPolicy(policy: string): void {
  const malformed = (message: string): Error => s3Error("MalformedPolicy", 400, message);
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch {
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  }
  if (!("Statement" in parsed)) throw malformed("Missing required field Statement");
}
