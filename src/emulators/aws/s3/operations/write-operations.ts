import { AwsError } from "../../front/aws-error.js";
import type { Bodies } from "../bodies/bodies.js";
import type { Checksum } from "../bodies/checksums.js";
import { receiveBody, receiveText } from "../bodies/receive-body.js";
import { checkWrite, writeConditions } from "../conditions.js";
import { checkVersion, findBucket } from "../find-bucket.js";
import type { Notify } from "../notifications/notify.js";
import { writtenHeaders } from "../object-headers.js";
import { readProperties } from "../object-properties.js";
import { headerOf, type S3Operations } from "../request.js";
import { malformedXml } from "../s3-error.js";
import type { Buckets } from "../state/buckets.js";
import { childrenOf, readXml, requiredText, textOf } from "../xml/read-xml.js";
import { element, texts, xmlAnswer } from "../xml/write-xml.js";
import { readAlgorithm } from "./read-algorithm.js";

/** Of one request (user guide, "Uploading objects"): 5 GiB. */
export const maxPutBytes = 5 * 1024 ** 3;
const maxDeletes = 1000;

/** PutObject, DeleteObject, DeleteObjects. */
export function writeOperations(buckets: Buckets, bodies: Bodies, notify: Notify): S3Operations {
  return {
    async "PUT object"(request, call) {
      const properties = readProperties(request, findBucket(buckets, request));
      const conditions = writeConditions(request);
      const limits = {
        maxBytes: maxPutBytes,
        algorithm: readAlgorithm(headerOf(request, "x-amz-sdk-checksum-algorithm")),
      };
      const { segment, bytes, md5, algorithm, checksum: value } = await receiveBody(request, bodies, limits);
      const checksum: Checksum = { algorithm, value, type: "FULL_OBJECT" };
      const object = {
        ...{ ...properties, key: request.key, bytes, body: [segment], checksum },
        ...{ etag: md5.toString("hex"), modifiedAt: Date.now() },
      };
      try {
        // Much may have happened while the body came.
        const now = findBucket(buckets, request);
        checkWrite(request.key, now.objects.get(request.key), conditions);
        buckets.change({ type: "put", name: request.bucket, object });
      } catch (error) {
        await bodies.discard(segment);
        throw error;
      }
      notify(findBucket(buckets, request), "ObjectCreated:Put", object, call);
      return { headers: writtenHeaders(object) };
    },

    "DELETE object"(request, call) {
      const bucket = findBucket(buckets, request);
      checkVersion(request.query.get("versionId"));
      const { key } = request;
      const object = bucket.objects.get(key);
      checkWrite(key, object, { ifMatch: headerOf(request, "if-match") });
      if (object !== undefined) {
        buckets.change({ type: "delete", name: request.bucket, keys: [key] });
        notify(bucket, "ObjectRemoved:Delete", object, call);
      }
      return { status: 204 };
    },

    async "POST bucket?delete"(request, call) {
      const root = readXml(await receiveText(request));
      const bucket = findBucket(buckets, request);
      const entries = childrenOf(root, "Object");
      if (root.name !== "Delete" || entries.length === 0 || entries.length > maxDeletes) throw malformedXml();
      const isQuiet = textOf(root, "Quiet")?.toLowerCase() === "true";
      const asked = entries.map((entry) => ({
        ...{ key: requiredText(entry, "Key"), ifMatch: textOf(entry, "ETag") },
        version: textOf(entry, "VersionId") ?? null,
      }));
      const results = asked.map(({ key, ifMatch, version }) => {
        try {
          checkVersion(version);
          const object = bucket.objects.get(key);
          checkWrite(key, object, { ifMatch });
          if (object !== undefined) {
            buckets.change({ type: "delete", name: request.bucket, keys: [key] });
            notify(bucket, "ObjectRemoved:Delete", object, call);
          }
          return isQuiet ? "" : element("Deleted", texts({ Key: key, VersionId: version ?? undefined }));
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          return element("Error", texts({ Key: key, Code: error.code, Message: error.message }));
        }
      });
      return xmlAnswer("DeleteResult", results.join(""));
    },
  };
}
