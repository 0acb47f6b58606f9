import type { AwsCall, RequestHead, RestAnswer, StreamedRequest } from "../front/aws-service.js";
import { s3Error } from "./s3-error.js";

/** A request with what its host and path name. */
export interface S3Request extends StreamedRequest {
  /** Empty where the service itself is asked. */
  readonly bucket: string;
  /** Empty where a bucket is asked. */
  readonly key: string;
}

export type S3Operation = (request: S3Request, call: AwsCall) => RestAnswer | Promise<RestAnswer>;

/** S3's operations by method, what is asked, and the subresource: `PUT object?tagging`. */
export type S3Operations = Readonly<Record<string, S3Operation>>;

const maxKeyBytes = 1024;

/** undefined where absent or empty. */
export function headerOf({ headers }: Pick<RequestHead, "headers">, name: string): string | undefined {
  const value = headers[name];
  const text = Array.isArray(value) ? value.join(",") : value;
  return text === "" ? undefined : text;
}

/** Path style (`/bucket/key`), or the bucket in front of `localhost`. Throws AwsError InvalidURI, KeyTooLongError. */
export function addressOf(request: RequestHead): { bucket: string; key: string } {
  const path = decode(request.path.slice(1));
  const hosted = /^(.+?)\.(?:s3[.-](?:[a-z0-9-]+\.)*?)?localhost(?::\d+)?$/i.exec(
    headerOf(request, "host") ?? "",
  )?.[1];
  const isHosted = hosted !== undefined && hosted !== "s3";
  const slash = path.indexOf("/");
  const bucket = isHosted ? hosted : slash === -1 ? path : path.slice(0, slash);
  const key = isHosted ? path : slash === -1 ? "" : path.slice(slash + 1);
  checkKey(key);
  return { bucket, key };
}

export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= maxKeyBytes) return;
  throw s3Error("KeyTooLongError", 400, "Your key is too long", { Size: size, MaxSizeAllowed: maxKeyBytes });
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw s3Error("InvalidURI", 400, "Couldn't parse the specified URI.", { URI: text });
  }
}

/** Parameters that no operation is told apart by. Whatever else is in a query names a subresource. */
const plain = new Set([
  ...[
    "x-id",
    "list-type",
    "prefix",
    "delimiter",
    "marker",
    "max-keys",
    "encoding-type",
    "continuation-token",
  ],
  ...[
    "start-after",
    "fetch-owner",
    "partNumber",
    "part-number-marker",
    "max-parts",
    "max-uploads",
    "key-marker",
  ],
  ...[
    "upload-id-marker",
    "version-id-marker",
    "versionId",
    "max-buckets",
    "bucket-region",
    "allow-unordered",
  ],
  ...["AWSAccessKeyId", "Signature", "Expires"],
]);

/** What of a bucket or object is asked: `tagging`; undefined for itself. */
export function subresourceOf({ query }: RequestHead): string | undefined {
  return [...query.keys()].find((name) => !plain.has(name) && !/^(x-amz-|response-)/i.test(name));
}

/** The second, as HTTP has it. */
export function httpDate(at: number): string {
  return new Date(at).toUTCString();
}

/** A number of the query. Throws InvalidArgument. */
export function countOf({ query }: RequestHead, name: string, most: number): number {
  const value = query.get(name);
  if (value === null || value === "") return most;
  if (/^\d{1,10}$/.test(value) && Number(value) <= 2_147_483_647) return Math.min(Number(value), most);
  throw s3Error("InvalidArgument", 400, `Provided ${name} not an integer or within integer range`, {
    ...{ ArgumentName: name, ArgumentValue: value },
  });
}
