import type { RequestHead } from "../front/aws-service.js";
import { headerOf } from "./request.js";
import { invalidRequest, notImplemented, s3Error } from "./s3-error.js";
import type { Bucket } from "./state/bucket.js";
import type { ObjectProperties, Texts } from "./state/stored-object.js";
import { readTagHeader } from "./tags.js";

/** Given with an object, and given back with it. */
const systemHeaders = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
];
const shownHeaders = ["expires", "x-amz-website-redirect-location"];
const storageClasses = [
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
];

const metadataPrefix = "x-amz-meta-";
const maxMetadataBytes = 2048;
const defaultType = "binary/octet-stream";

/** What a request gives an object along. Throws AwsError for what is wrong, and for what is not emulated. */
export function readProperties(request: RequestHead, bucket: Bucket): ObjectProperties {
  refuseWhatIsNotHere(request);
  return {
    headers: readHeaders(request, bucket),
    metadata: readMetadata(request),
    tags: readTagHeader(headerOf(request, "x-amz-tagging")),
  };
}

function readHeaders(request: RequestHead, bucket: Bucket): Texts {
  const given = [...systemHeaders, ...shownHeaders].flatMap((name) => {
    const value = headerOf(request, name);
    const shown = name === "content-encoding" ? withoutChunked(value) : value;
    return shown === undefined ? [] : [[name, shown] as const];
  });
  return {
    "content-type": defaultType,
    ...Object.fromEntries(given),
    ...readStorageClass(request),
    ...readEncryption(request, bucket),
  };
}

/** How the body was sent says nothing of the object. */
function withoutChunked(value: string | undefined): string | undefined {
  const left = value
    ?.split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "aws-chunked" && coding !== "");
  return left === undefined || left.length === 0 ? undefined : left.join(",");
}

function readMetadata(request: RequestHead): Texts {
  const metadata = Object.fromEntries(
    Object.keys(request.headers)
      .filter((name) => name.startsWith(metadataPrefix))
      .map((name) => [name.slice(metadataPrefix.length), headerOf(request, name) ?? ""]),
  );
  const bytes = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes <= maxMetadataBytes) return metadata;
  const message = "Your metadata headers exceed the maximum allowed metadata size";
  throw s3Error("MetadataTooLarge", 400, message, { Size: bytes, MaxSizeAllowed: maxMetadataBytes });
}

/** STANDARD is never said. */
function readStorageClass(request: RequestHead): Texts {
  const name = "x-amz-storage-class";
  const value = headerOf(request, name);
  if (value === undefined || value === "STANDARD") return {};
  if (storageClasses.includes(value)) return { [name]: value };
  if (value === "GLACIER" || value === "DEEP_ARCHIVE") throw notImplemented(`The storage class ${value}`);
  throw s3Error("InvalidStorageClass", 400, "The storage class you specified is not valid", {
    StorageClassRequested: value,
  });
}

/** Kept and shown: nothing is encrypted. */
function readEncryption(request: RequestHead, { settings }: Bucket): Texts {
  const [name, keyName] = ["x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id"];
  const document = settings.documents.encryption ?? "";
  const inDocument = (tag: string): string | undefined => new RegExp(`<${tag}>([^<]*)<`).exec(document)?.[1];
  const asked = headerOf(request, name);
  const algorithm = asked ?? inDocument("SSEAlgorithm") ?? "AES256";
  if (!["AES256", "aws:kms", "aws:kms:dsse"].includes(algorithm)) {
    throw s3Error(
      "InvalidEncryptionAlgorithmError",
      400,
      "The encryption request that you specified is not valid. The valid value is AES256.",
    );
  }
  const key = headerOf(request, keyName) ?? (asked === undefined ? inDocument("KMSMasterKeyID") : undefined);
  return { [name]: algorithm, ...(algorithm !== "AES256" && key !== undefined && { [keyName]: key }) };
}

/** Whoever asks for these would be told yes for nothing. */
export function refuseWhatIsNotHere(request: RequestHead): void {
  for (const name of Object.keys(request.headers)) {
    if (name.startsWith("x-amz-grant-")) throw noAcls();
    if (/^x-amz-(copy-source-)?server-side-encryption-customer-/.test(name)) throw notImplemented("SSE-C");
    if (name.startsWith("x-amz-object-lock-")) {
      throw invalidRequest("Bucket is missing Object Lock Configuration");
    }
    if (
      ["x-amz-write-offset-bytes", "x-amz-if-match-last-modified-time", "x-amz-if-match-size"].includes(name)
    ) {
      throw notImplemented(`The header ${name}`);
    }
  }
  const acl = headerOf(request, "x-amz-acl");
  if (acl !== undefined && acl !== "private" && acl !== "bucket-owner-full-control") throw noAcls();
}

/** As every bucket of today answers, whose owner owns all objects (`BucketOwnerEnforced`). */
function noAcls(): Error {
  return s3Error("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
}
