import { checksumHeader } from "./bodies/checksums.js";
import { headerOf, httpDate, type S3Request } from "./request.js";
import type { StoredObject, Texts } from "./state/stored-object.js";

/** What every answer about an object's bytes says of it. */
export function objectHeaders(request: S3Request, object: StoredObject): Record<string, string> {
  const { headers, metadata, tags, etag, modifiedAt, checksum } = object;
  const tagCount = Object.keys(tags).length;
  const isAsked = headerOf(request, "x-amz-checksum-mode")?.toUpperCase() === "ENABLED";
  return {
    ...headers,
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...{ "last-modified": httpDate(modifiedAt), etag: `"${etag}"`, "accept-ranges": "bytes" },
    ...(tagCount > 0 && { "x-amz-tagging-count": String(tagCount) }),
    ...(isAsked && checksumHeaders(checksum)),
  };
}

export function checksumHeaders(checksum: StoredObject["checksum"]): Texts {
  if (checksum === undefined) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type };
}

/** What an answer to a write says. */
export function writtenHeaders({ etag, checksum, headers }: StoredObject): Record<string, string> {
  const encryption = Object.entries(headers).filter(([name]) =>
    name.startsWith("x-amz-server-side-encryption"),
  );
  return { etag: `"${etag}"`, ...Object.fromEntries(encryption), ...checksumHeaders(checksum) };
}

const overrides: Readonly<Record<string, string>> = {
  "response-content-type": "content-type",
  "response-content-language": "content-language",
  "response-expires": "expires",
  "response-cache-control": "cache-control",
  "response-content-disposition": "content-disposition",
  "response-content-encoding": "content-encoding",
};

/** What the client wants to be told instead. */
export function overriddenHeaders({ query }: S3Request): Texts {
  return Object.fromEntries(
    Object.entries(overrides).flatMap(([parameter, header]) => {
      const value = query.get(parameter);
      return value === null ? [] : [[header, value] as const];
    }),
  );
}
