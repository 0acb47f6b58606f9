import { randomBytes } from "node:crypto";
import type { Bodies } from "../bodies/bodies.js";
import { type Checksum, checksumHeader, checksumOfParts, isCrc } from "../bodies/checksums.js";
import { receiveBody, receiveText } from "../bodies/receive-body.js";
import { checkWrite, writeConditions } from "../conditions.js";
import { findBucket } from "../find-bucket.js";
import type { Notify } from "../notifications/notify.js";
import { writtenHeaders } from "../object-headers.js";
import { readProperties } from "../object-properties.js";
import { headerOf, type S3Operations, type S3Request } from "../request.js";
import { invalidArgument, invalidRequest } from "../s3-error.js";
import type { Buckets } from "../state/buckets.js";
import type { StoredObject, Upload } from "../state/stored-object.js";
import { texts, xmlAnswer } from "../xml/write-xml.js";
import { chosenParts, completedEtag } from "./completed-parts.js";
import { findUpload } from "./find-upload.js";
import { readAlgorithm } from "./read-algorithm.js";
import { maxPutBytes } from "./write-operations.js";

const maxParts = 10_000;

/** Multipart uploads: create, upload a part, complete, abort. */
export function uploadOperations(buckets: Buckets, bodies: Bodies, notify: Notify): S3Operations {
  return {
    async "POST object?uploads"(request) {
      const properties = readProperties(request, findBucket(buckets, request));
      const checksum = readChecksum(request);
      const upload: Upload = {
        ...{
          ...properties,
          id: randomBytes(48).toString("base64url"),
          key: request.key,
          startedAt: Date.now(),
        },
        ...(checksum !== undefined && { checksum }),
      };
      buckets.change({ type: "upload", name: request.bucket, upload });
      const headers = checksum && {
        ...{ "x-amz-checksum-algorithm": checksum.algorithm, "x-amz-checksum-type": checksum.type },
      };
      return xmlAnswer(
        "InitiateMultipartUploadResult",
        texts({ Bucket: request.bucket, Key: request.key, UploadId: upload.id }),
        headers,
      );
    },

    async "PUT object?uploadId"(request) {
      const number = readPartNumber(request);
      const { checksum: expected } = findUpload(buckets, request);
      const limits = { maxBytes: maxPutBytes, algorithm: expected?.algorithm };
      const { segment, bytes, md5, algorithm, checksum } = await receiveBody(request, bodies, limits);
      const part = {
        ...{ number, bytes, body: [segment], etag: md5.toString("hex"), modifiedAt: Date.now() },
        ...{ algorithm, checksum },
      };
      try {
        const upload = findUpload(buckets, request);
        if (upload.checksum !== undefined && upload.checksum.algorithm !== algorithm) {
          const [wanted, given] = [upload.checksum.algorithm, algorithm].map((name) => name.toLowerCase());
          throw invalidRequest(
            `Checksum Type mismatch occurred, expected checksum Type: ${wanted}, actual checksum Type: ${given}`,
          );
        }
        buckets.change({ type: "part", name: request.bucket, upload: upload.id, part });
      } catch (error) {
        await bodies.discard(segment);
        throw error;
      }
      return {
        headers: {
          ...{ etag: `"${part.etag}"`, [checksumHeader(algorithm)]: checksum },
          "x-amz-server-side-encryption": "AES256",
        },
      };
    },

    async "POST object?uploadId"(request, call) {
      const source = await receiveText(request);
      const upload = findUpload(buckets, request);
      const parts = chosenParts(source, upload);
      const { algorithm = "CRC64NVME", type = "FULL_OBJECT" } = upload.checksum ?? {};
      const known = parts.every((part) => part.algorithm === algorithm);
      const checksum = known ? checksumOfParts(parts, algorithm, type) : undefined;
      checkWhole(
        request,
        checksum,
        parts.reduce((sum, { bytes }) => sum + bytes, 0),
      );
      const { headers, metadata, tags, key } = upload;
      const object: StoredObject = {
        ...{
          headers,
          metadata,
          tags,
          key,
          body: parts.flatMap(({ body }) => body),
          etag: completedEtag(parts),
        },
        bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
        ...{ modifiedAt: Date.now(), partBytes: parts.map(({ bytes }) => bytes) },
        ...(checksum !== undefined && { checksum }),
      };
      const bucket = findBucket(buckets, request);
      checkWrite(key, bucket.objects.get(key), writeConditions(request));
      buckets.change({ type: "put", name: request.bucket, object, upload: upload.id });
      notify(bucket, "ObjectCreated:CompleteMultipartUpload", object, call);
      const { etag, ...written } = writtenHeaders(object);
      return xmlAnswer(
        "CompleteMultipartUploadResult",
        texts({
          Location: `${call.endpoint}/${request.bucket}/${encodeURIComponent(key)}`,
          ...{ Bucket: request.bucket, Key: key, ETag: etag },
          ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
        }),
        Object.fromEntries(Object.entries(written).filter(([name]) => name.startsWith("x-amz-server-side-"))),
      );
    },

    "DELETE object?uploadId"(request) {
      const { id } = findUpload(buckets, request);
      buckets.change({ type: "abort", name: request.bucket, upload: id });
      return { status: 204 };
    },
  };
}

/** What the parts are checked by. CRC64NVME is always of the whole, SHA never (user guide, "Checking object integrity"). */
function readChecksum(request: S3Request): Pick<Checksum, "algorithm" | "type"> | undefined {
  const algorithm = readAlgorithm(headerOf(request, "x-amz-checksum-algorithm"));
  const type = headerOf(request, "x-amz-checksum-type");
  if (algorithm === undefined) {
    if (type === undefined) return undefined;
    throw invalidRequest(
      "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    );
  }
  if (type !== undefined && type !== "FULL_OBJECT" && type !== "COMPOSITE") {
    throw invalidRequest("Value for x-amz-checksum-type header is invalid.");
  }
  const refused =
    (type === "COMPOSITE" && algorithm === "CRC64NVME") || (type === "FULL_OBJECT" && !isCrc(algorithm));
  if (refused) {
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type: type ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE") };
}

/** Throws AwsError InvalidArgument. */
export function readPartNumber({ query }: S3Request): number {
  const value = query.get("partNumber") ?? "";
  const number = Number(value);
  if (/^\d{1,5}$/.test(value) && number >= 1 && number <= maxParts) return number;
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", value);
}

/** What the client says of the whole: its checksum, its size. */
function checkWhole(request: S3Request, checksum: Checksum | undefined, bytes: number): void {
  const size = headerOf(request, "x-amz-mp-object-size");
  if (size !== undefined && Number(size) !== bytes) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${bytes}`,
    );
  }
  if (checksum === undefined) return;
  const given = headerOf(request, checksumHeader(checksum.algorithm));
  if (given !== undefined && given !== checksum.value) {
    throw invalidRequest(`The ${checksum.algorithm} you specified did not match the calculated checksum.`);
  }
}
