import type { Bodies } from "../bodies/bodies.js";
import { checksumElement } from "../bodies/checksums.js";
import { checkWrite, writeConditions } from "../conditions.js";
import { findBucket } from "../find-bucket.js";
import type { Notify } from "../notifications/notify.js";
import { writtenHeaders } from "../object-headers.js";
import { readProperties } from "../object-properties.js";
import { headerOf, type S3Operation, type S3Request } from "../request.js";
import { invalidArgument, invalidRequest } from "../s3-error.js";
import type { Buckets } from "../state/buckets.js";
import type { ObjectProperties, StoredObject } from "../state/stored-object.js";
import { texts, xmlAnswer } from "../xml/write-xml.js";
import { digestOf, findCopySource } from "./copy-source.js";
import { readAlgorithm } from "./read-algorithm.js";
import { maxPutBytes } from "./write-operations.js";

/** CopyObject. The copy shares the source's bytes, which never change. */
export function copyOperation(buckets: Buckets, bodies: Bodies, notify: Notify): S3Operation {
  return async (request, call) => {
    findBucket(buckets, request);
    const { bucket: sourceBucket, object: source } = findCopySource(buckets, request);
    if (source.bytes > maxPutBytes) {
      throw invalidRequest(
        `The specified copy source is larger than the maximum allowable size for a copy source: ${maxPutBytes}`,
      );
    }
    const properties = copiedProperties(request, source, buckets);
    const isItself = sourceBucket === request.bucket && source.key === request.key;
    if (isItself && !changesAnything(request)) {
      const message =
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.";
      throw invalidRequest(message);
    }
    bodies.retain(source.body);
    try {
      const object: StoredObject = {
        ...{ ...properties, ...(await identityOf(request, source, bodies)) },
        ...{ key: request.key, bytes: source.bytes, body: source.body, modifiedAt: Date.now() },
      };
      const bucket = findBucket(buckets, request);
      checkWrite(request.key, bucket.objects.get(request.key), writeConditions(request));
      buckets.change({ type: "put", name: request.bucket, object });
      notify(bucket, "ObjectCreated:Copy", object, call);
      return xmlAnswer("CopyObjectResult", copiedXml(object), encryptionOf(object));
    } finally {
      bodies.release(source.body);
    }
  };
}

/** What an uploaded in parts becomes when it is copied is an object put at once: its ETag and checksum are of all its bytes. */
async function identityOf(
  request: S3Request,
  { etag, checksum, ...source }: StoredObject,
  bodies: Bodies,
): Promise<Pick<StoredObject, "etag" | "checksum">> {
  const asked = readAlgorithm(headerOf(request, "x-amz-checksum-algorithm"));
  const algorithm = asked ?? checksum?.algorithm ?? "CRC64NVME";
  const isWhole = source.partBytes === undefined && checksum?.type === "FULL_OBJECT";
  if (isWhole && checksum?.algorithm === algorithm) return { etag, checksum };
  return digestOf({ etag, ...source }, { from: 0, end: source.bytes }, algorithm, bodies);
}

function copiedProperties(request: S3Request, source: StoredObject, buckets: Buckets): ObjectProperties {
  const metadataIs = directive(request, "x-amz-metadata-directive");
  const tagsAre = directive(request, "x-amz-tagging-directive");
  const given = readProperties(request, findBucket(buckets, request));
  // Class, encryption and redirect are the request's in either case.
  const own = ([name]: readonly [string, string]): boolean => name.startsWith("x-amz-");
  const copied = Object.entries(source.headers).filter((header) => !own(header));
  const asked = Object.entries(given.headers).filter(own);
  return {
    headers: metadataIs === "REPLACE" ? given.headers : Object.fromEntries([...copied, ...asked]),
    metadata: metadataIs === "REPLACE" ? given.metadata : source.metadata,
    tags: tagsAre === "REPLACE" ? given.tags : source.tags,
  };
}

function directive(request: S3Request, name: string): "COPY" | "REPLACE" {
  const value = headerOf(request, name) ?? "COPY";
  if (value === "COPY" || value === "REPLACE") return value;
  throw invalidArgument(
    `Unknown ${name === "x-amz-metadata-directive" ? "metadata" : "tagging"} directive.`,
    name,
    value,
  );
}

function changesAnything(request: S3Request): boolean {
  return (
    directive(request, "x-amz-metadata-directive") === "REPLACE" ||
    ["x-amz-storage-class", "x-amz-website-redirect-location", "x-amz-server-side-encryption"].some(
      (name) => headerOf(request, name) !== undefined,
    )
  );
}

function copiedXml({ modifiedAt, etag, checksum }: StoredObject): string {
  return texts({
    ...{ LastModified: new Date(modifiedAt).toISOString(), ETag: `"${etag}"`, ChecksumType: checksum?.type },
    ...(checksum !== undefined && { [checksumElement(checksum.algorithm)]: checksum.value }),
  });
}

function encryptionOf(object: StoredObject): Record<string, string> {
  const headers = Object.entries(writtenHeaders(object));
  return Object.fromEntries(headers.filter(([name]) => name.startsWith("x-amz-server-side-")));
}
