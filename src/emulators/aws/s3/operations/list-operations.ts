import { findBucket, ownerId } from "../find-bucket.js";
import { countOf, type S3Operations, type S3Request } from "../request.js";
import { invalidArgument } from "../s3-error.js";
import type { Bucket } from "../state/bucket.js";
import type { Buckets } from "../state/buckets.js";
import type { StoredObject } from "../state/stored-object.js";
import { element, texts, xmlAnswer } from "../xml/write-xml.js";
import { listPage, type Page } from "./list-page.js";

const maxKeys = 1000;

/** ListObjectsV2, ListObjects and, of buckets without versioning, ListObjectVersions. */
export function listOperations(buckets: Buckets): S3Operations {
  return {
    "GET bucket"(request, { account }) {
      const bucket = findBucket(buckets, request);
      const { query } = request;
      const type = query.get("list-type");
      if (type !== null && type !== "2") throw invalidArgument("list-type must be 2", "list-type", type);
      const asked = readQuery(request);
      const isV2 = type === "2";
      const token = query.get("continuation-token");
      const after = isV2
        ? token === null
          ? (query.get("start-after") ?? "")
          : readToken(token)
        : (query.get("marker") ?? "");
      const page = listPage(bucket.keys, { ...asked, after });
      const withOwner = !isV2 || query.get("fetch-owner") === "true";
      const { write } = asked;
      const contents = objectsOf(bucket, page).map((object) =>
        element("Contents", objectXml(object, write) + (withOwner ? ownerXml(account) : "")),
      );
      const head = isV2
        ? texts({
            KeyCount: page.keys.length + page.commonPrefixes.length,
            ContinuationToken: token ?? undefined,
            NextContinuationToken: page.next === undefined ? undefined : toToken(page.next),
            StartAfter: written(query.get("start-after"), write),
          })
        : texts({
            Marker: write(after),
            NextMarker: page.next !== undefined && asked.delimiter !== "" ? write(page.next) : undefined,
          });
      return xmlAnswer(
        "ListBucketResult",
        common(request, page, asked) + head + contents.join("") + prefixes(page, write),
      );
    },

    "GET bucket?versions"(request, { account }) {
      const bucket = findBucket(buckets, request);
      const asked = readQuery(request);
      const after = request.query.get("key-marker") ?? "";
      const page = listPage(bucket.keys, { ...asked, after });
      const { write } = asked;
      const versions = objectsOf(bucket, page).map((object) => {
        const version = texts({ VersionId: "null", IsLatest: true });
        return element("Version", objectXml(object, write) + version + ownerXml(account));
      });
      const head = texts({
        KeyMarker: write(after),
        VersionIdMarker: "",
        NextKeyMarker: page.next === undefined ? undefined : write(page.next),
        NextVersionIdMarker: page.next === undefined ? undefined : "null",
      });
      return xmlAnswer(
        "ListVersionsResult",
        common(request, page, asked) + head + versions.join("") + prefixes(page, write),
      );
    },
  };
}

interface Asked {
  readonly prefix: string;
  readonly delimiter: string;
  readonly most: number;
  readonly encoding: string | undefined;
  /** As the client wants to be told keys. */
  write(key: string): string;
}

function readQuery(request: S3Request): Asked {
  const { query } = request;
  const encoding = readEncoding(request);
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    most: countOf(request, "max-keys", maxKeys),
    encoding,
    write: encoding === "url" ? urlEncoded : (key) => key,
  };
}

/** Throws AwsError InvalidArgument for another encoding than `url`. */
export function readEncoding({ query }: S3Request): string | undefined {
  const encoding = query.get("encoding-type") ?? undefined;
  if (encoding === undefined || encoding === "url") return encoding;
  throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encoding);
}

/** As S3 encodes keys: a space is `+`, a slash stays. */
export function urlEncoded(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%2F/g, "/")
    .replace(/%20/g, "+");
}

function common(request: S3Request, page: Page, { prefix, delimiter, most, encoding, write }: Asked): string {
  return texts({
    Name: request.bucket,
    Prefix: write(prefix),
    Delimiter: delimiter === "" ? undefined : write(delimiter),
    MaxKeys: most,
    EncodingType: encoding,
    IsTruncated: page.next !== undefined,
  });
}

function prefixes({ commonPrefixes }: Page, write: (key: string) => string): string {
  return commonPrefixes.map((prefix) => element("CommonPrefixes", texts({ Prefix: write(prefix) }))).join("");
}

function objectsOf({ objects }: Bucket, { keys }: Page): readonly StoredObject[] {
  return keys.flatMap((key) => objects.get(key) ?? []);
}

function objectXml(
  { key, modifiedAt, etag, bytes, headers, checksum }: StoredObject,
  write: (key: string) => string,
): string {
  return texts({
    Key: write(key),
    LastModified: new Date(modifiedAt).toISOString(),
    ETag: `"${etag}"`,
    ChecksumAlgorithm: checksum?.algorithm,
    ChecksumType: checksum?.type,
    Size: bytes,
    StorageClass: headers["x-amz-storage-class"] ?? "STANDARD",
  });
}

export function ownerXml(account: string, name = "Owner"): string {
  return element(name, texts({ ID: ownerId(account) }));
}

function written(value: string | null, write: (key: string) => string): string | undefined {
  return value === null ? undefined : write(value);
}

function toToken(key: string): string {
  return Buffer.from(`1${key}`).toString("base64");
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64").toString();
  if (text.startsWith("1") && toToken(text.slice(1)) === token) return text.slice(1);
  throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
}
