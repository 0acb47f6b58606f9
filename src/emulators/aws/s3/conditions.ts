import type { RequestHead, RestAnswer } from "../front/aws-service.js";
import { headerOf } from "./request.js";
import { noSuchKey, notImplemented, preconditionFailed } from "./s3-error.js";
import type { StoredObject } from "./state/stored-object.js";

/** @param prefix of the headers: `x-amz-copy-source-` for the source of a copy */
function readConditions(request: RequestHead, { etag, modifiedAt }: StoredObject, prefix: string) {
  const given = (name: string): string | undefined => headerOf(request, `${prefix}${name}`);
  const tag = (name: string): boolean | undefined => {
    const value = given(name);
    return value === undefined ? undefined : matches(value, etag);
  };
  const since = (name: string): boolean | undefined => {
    const at = Date.parse(given(name) ?? "");
    // A date that cannot be read says nothing (RFC 9110, 13.1.3).
    return Number.isNaN(at) ? undefined : Math.floor(modifiedAt / 1000) * 1000 > at;
  };
  return {
    isMatch: tag("if-match"),
    isNoneMatch: tag("if-none-match"),
    changedSinceMatch: since("if-unmodified-since"),
    changed: since("if-modified-since"),
  };
}

function matches(list: string, etag: string): boolean {
  return list
    .split(",")
    .map((one) =>
      one
        .trim()
        .replace(/^W\//, "")
        .replace(/^"(.*)"$/, "$1"),
    )
    .some((one) => one === "*" || one === etag);
}

/**
 * The conditions of a read (RFC 9110, 13.2.2): what an `If-Match` or `If-None-Match` says outweighs the dates.
 * @returns the answer 304, where that is it. Throws AwsError PreconditionFailed
 */
export function checkRead(
  request: RequestHead,
  object: StoredObject,
  headers: Readonly<Record<string, string>>,
): RestAnswer | undefined {
  const { isMatch, isNoneMatch, changedSinceMatch, changed } = readConditions(request, object, "");
  if (isMatch === false) throw preconditionFailed("If-Match");
  if (isMatch === undefined && changedSinceMatch === true) throw preconditionFailed("If-Unmodified-Since");
  const isKnown = isNoneMatch ?? changed === false;
  return isKnown ? { status: 304, headers } : undefined;
}

/** The conditions on the source of a copy. Throws AwsError PreconditionFailed */
export function checkCopySource(request: RequestHead, object: StoredObject): void {
  const prefix = "x-amz-copy-source-";
  const { isMatch, isNoneMatch, changedSinceMatch, changed } = readConditions(request, object, prefix);
  if (isMatch === false) throw preconditionFailed(`${prefix}If-Match`);
  if (isMatch === undefined && changedSinceMatch === true) {
    throw preconditionFailed(`${prefix}If-Unmodified-Since`);
  }
  if (isNoneMatch === true) throw preconditionFailed(`${prefix}If-None-Match`);
  if (isNoneMatch === undefined && changed === false) throw preconditionFailed(`${prefix}If-Modified-Since`);
}

/**
 * The conditions of a write or a delete; to be asked in the same breath as it is done.
 * @param existing what has the key now
 * @throws AwsError PreconditionFailed, NoSuchKey, NotImplemented
 */
export function checkWrite(
  key: string,
  existing: StoredObject | undefined,
  {
    ifMatch,
    ifNoneMatch,
  }: { readonly ifMatch?: string | undefined; readonly ifNoneMatch?: string | undefined },
): void {
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") {
    throw notImplemented("If-None-Match with anything but * on a write");
  }
  if (ifNoneMatch === "*" && existing !== undefined) throw preconditionFailed("If-None-Match");
  if (ifMatch === undefined) return;
  if (existing === undefined) throw noSuchKey(key);
  if (!matches(ifMatch, existing.etag)) throw preconditionFailed("If-Match");
}

/** Of the request's headers. */
export function writeConditions(request: RequestHead): {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
} {
  return { ifMatch: headerOf(request, "if-match"), ifNoneMatch: headerOf(request, "if-none-match") };
}
