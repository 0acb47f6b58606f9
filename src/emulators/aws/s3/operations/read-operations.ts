import type { RestAnswer } from "../../front/aws-service.js";
import type { Bodies } from "../bodies/bodies.js";
import { checkRead } from "../conditions.js";
import { findBucket, findObject } from "../find-bucket.js";
import { objectHeaders, overriddenHeaders } from "../object-headers.js";
import { headerOf, type S3Operations, type S3Request } from "../request.js";
import { invalidArgument, invalidRequest, s3Error } from "../s3-error.js";
import type { Buckets } from "../state/buckets.js";
import type { StoredObject } from "../state/stored-object.js";

/** GetObject and HeadObject. */
export function readOperations(buckets: Buckets, bodies: Bodies): S3Operations {
  const read = (request: S3Request, withBody: boolean): RestAnswer => {
    const object = findObject(findBucket(buckets, request), request.key, request.query.get("versionId"));
    const headers = { ...objectHeaders(request, object), ...overriddenHeaders(request) };
    const notModified = checkRead(
      request,
      object,
      pick(headers, ["etag", "last-modified", "cache-control", "expires"]),
    );
    if (notModified !== undefined) return notModified;
    const range = rangeOf(request, object);
    const { from, end } = range ?? { from: 0, end: object.bytes };
    const answer = {
      status: range === undefined ? 200 : 206,
      headers: {
        // Of the whole object only: a checksum of a part would be taken for the part's.
        ...(range === undefined ? headers : withoutChecksum(headers)),
        "content-length": String(end - from),
        ...(range !== undefined && { "content-range": `bytes ${from}-${end - 1}/${object.bytes}` }),
        ...(range?.part !== undefined &&
          object.partBytes !== undefined && { "x-amz-mp-parts-count": String(object.partBytes.length) }),
      },
    };
    return withBody && end > from ? { ...answer, body: bodies.read(object.body, from, end) } : answer;
  };
  return {
    "GET object": (request) => read(request, true),
    "HEAD object": (request) => read(request, false),
  };
}

interface Range {
  readonly from: number;
  /** Behind the last byte. */
  readonly end: number;
  readonly part?: number;
}

/** What of the object is asked; undefined for all of it. Throws AwsError InvalidRange, InvalidArgument. */
function rangeOf(request: S3Request, object: StoredObject): Range | undefined {
  const [header, part] = [headerOf(request, "range"), request.query.get("partNumber")];
  if (part !== null) {
    if (header !== undefined)
      throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
    return partRange(part, object);
  }
  const ifRange = headerOf(request, "if-range");
  if (header === undefined || (ifRange !== undefined && ifRange !== `"${object.etag}"`)) return undefined;
  return byteRange(header, object.bytes);
}

/**
 * One range of bytes (RFC 9110, 14.1.2). Several, and what cannot be read, are as if there were none.
 * @throws AwsError InvalidRange where the object has none of these bytes
 */
function byteRange(header: string, bytes: number): Range | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header.trim()) ?? [];
  if (first === "" && last === "") return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const from = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? bytes : Math.min(bytes, Number(last) + 1);
  if (from < end) return { from, end };
  throw s3Error("InvalidRange", 416, "The requested range is not satisfiable", {
    ...{ RangeRequested: header, ActualObjectSize: bytes },
  });
}

/** An object that was put at once is its own only part. */
function partRange(part: string, { bytes, partBytes = [bytes] }: StoredObject): Range | undefined {
  const number = Number(part);
  if (!/^\d{1,5}$/.test(part) || number < 1 || number > 10_000) {
    throw invalidArgument(
      "Part number must be an integer between 1 and 10000, inclusive",
      "partNumber",
      part,
    );
  }
  const size = partBytes[number - 1];
  if (size === undefined) {
    const message = "The requested partnumber is not satisfiable";
    throw s3Error("InvalidPartNumber", 416, message, { ActualPartCount: partBytes.length });
  }
  if (size === 0) return undefined;
  const from = partBytes.slice(0, number - 1).reduce((sum, one) => sum + one, 0);
  return { from, end: from + size, part: number };
}

function pick(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
}

function withoutChecksum(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith("x-amz-checksum-")));
}
