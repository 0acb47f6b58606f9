import { receiveText } from "../bodies/receive-body.js";
import { findBucket, findObject } from "../find-bucket.js";
import type { Notify } from "../notifications/notify.js";
import type { S3Operations } from "../request.js";
import { s3Error } from "../s3-error.js";
import type { Buckets } from "../state/buckets.js";
import { maxBucketTags, maxObjectTags, readTagging, tagSetXml } from "../tags.js";
import { xmlAnswer } from "../xml/write-xml.js";

/** Tags of buckets and of objects, whose bytes they do not touch. */
export function taggingOperations(buckets: Buckets, notify: Notify): S3Operations {
  return {
    async "PUT object?tagging"(request, call) {
      const tags = readTagging(await receiveText(request), maxObjectTags);
      const bucket = findBucket(buckets, request);
      const object = findObject(bucket, request.key, request.query.get("versionId"));
      buckets.change({ type: "tags", name: request.bucket, key: request.key, tags });
      notify(bucket, "ObjectTagging:Put", object, call);
      return {};
    },

    "GET object?tagging"(request) {
      const bucket = findBucket(buckets, request);
      return xmlAnswer(
        "Tagging",
        tagSetXml(findObject(bucket, request.key, request.query.get("versionId")).tags),
      );
    },

    "DELETE object?tagging"(request, call) {
      const bucket = findBucket(buckets, request);
      const object = findObject(bucket, request.key, request.query.get("versionId"));
      buckets.change({ type: "tags", name: request.bucket, key: request.key, tags: {} });
      notify(bucket, "ObjectTagging:Delete", object, call);
      return { status: 204 };
    },

    async "PUT bucket?tagging"(request) {
      const tags = readTagging(await receiveText(request), maxBucketTags);
      const { identity, settings } = findBucket(buckets, request);
      buckets.change({ type: "bucket", bucket: identity, settings: { ...settings, tags } });
      return { status: 204 };
    },

    "GET bucket?tagging"(request) {
      const { tags = {} } = findBucket(buckets, request).settings;
      if (Object.keys(tags).length > 0) return xmlAnswer("Tagging", tagSetXml(tags));
      throw s3Error("NoSuchTagSet", 404, "The TagSet does not exist", { BucketName: request.bucket });
    },

    "DELETE bucket?tagging"(request) {
      const { identity, settings } = findBucket(buckets, request);
      const { tags: _, ...others } = settings;
      buckets.change({ type: "bucket", bucket: identity, settings: others });
      return { status: 204 };
    },
  };
}
