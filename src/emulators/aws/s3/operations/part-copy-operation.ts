import type { Bodies } from "../bodies/bodies.js";
import { checksumElement } from "../bodies/checksums.js";
import { headerOf, type S3Operation, type S3Request } from "../request.js";
import { invalidArgument, invalidRequest } from "../s3-error.js";
import type { Buckets } from "../state/buckets.js";
import { texts, xmlAnswer } from "../xml/write-xml.js";
import { digestOf, findCopySource } from "./copy-source.js";
import { findUpload } from "./find-upload.js";
import { readPartNumber } from "./upload-operations.js";
import { maxPutBytes } from "./write-operations.js";

/** UploadPartCopy: a part that is a range of another object. */
export function partCopyOperation(buckets: Buckets, bodies: Bodies): S3Operation {
  return async (request) => {
    const number = readPartNumber(request);
    const { checksum: expected } = findUpload(buckets, request);
    const { object: source } = findCopySource(buckets, request);
    const range = readRange(request, source.bytes);
    if (range.end - range.from > maxPutBytes) {
      throw invalidRequest(
        `The specified copy source is larger than the maximum allowable size for a copy source: ${maxPutBytes}`,
      );
    }
    bodies.retain(source.body);
    try {
      const segment = await bodies.write(
        bodies.read(source.body, range.from, range.end) as AsyncIterable<Buffer>,
      );
      const { algorithm = "CRC64NVME" } = expected ?? {};
      const { etag, checksum } = await digestOf(source, range, algorithm, bodies);
      const part = {
        ...{ number, bytes: segment.bytes, body: [segment], etag, modifiedAt: Date.now() },
        ...{ algorithm, checksum: checksum.value },
      };
      try {
        const { id } = findUpload(buckets, request);
        buckets.change({ type: "part", name: request.bucket, upload: id, part });
      } catch (error) {
        await bodies.discard(segment);
        throw error;
      }
      return xmlAnswer(
        "CopyPartResult",
        texts({
          ...{ LastModified: new Date(part.modifiedAt).toISOString(), ETag: `"${etag}"` },
          ...(expected !== undefined && { [checksumElement(algorithm)]: checksum.value }),
        }),
        { "x-amz-server-side-encryption": "AES256" },
      );
    } finally {
      bodies.release(source.body);
    }
  };
}

/** `bytes=first-last`, both of them, within the source. Throws AwsError InvalidArgument, InvalidRequest. */
function readRange(request: S3Request, bytes: number): { from: number; end: number } {
  const name = "x-amz-copy-source-range";
  const header = headerOf(request, name);
  if (header === undefined) return { from: 0, end: bytes };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const [from, end] = [Number(first), Number(last) + 1];
  if (first === undefined || from >= end) {
    const message =
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy";
    throw invalidArgument(message, name, header);
  }
  if (end > bytes)
    throw invalidArgument(`Range specified is not valid for source object of size: ${bytes}`, name, header);
  return { from, end };
}
