import { checksumElement } from "../bodies/checksums.js";
import { findBucket } from "../find-bucket.js";
import { countOf, type S3Operations } from "../request.js";
import type { UploadUnderWay } from "../state/bucket.js";
import type { Buckets } from "../state/buckets.js";
import { compareKeys } from "../state/ordered-keys.js";
import { element, texts, xmlAnswer } from "../xml/write-xml.js";
import { findUpload } from "./find-upload.js";
import { ownerXml, readEncoding, urlEncoded } from "./list-operations.js";

const most = 1000;

/** ListParts and ListMultipartUploads. */
export function listUploadsOperations(buckets: Buckets): S3Operations {
  return {
    "GET object?uploadId"(request, { account }) {
      const upload = findUpload(buckets, request);
      const max = countOf(request, "max-parts", most);
      const after = countOf(request, "part-number-marker", Number.MAX_SAFE_INTEGER);
      const marker = request.query.get("part-number-marker") === null ? 0 : after;
      const all = [...upload.parts.values()]
        .filter(({ number }) => number > marker)
        .sort((one, other) => one.number - other.number);
      const shown = all.slice(0, max);
      const parts = shown.map(({ number, modifiedAt, etag, bytes, algorithm, checksum }) =>
        element(
          "Part",
          texts({
            ...{ PartNumber: number, LastModified: new Date(modifiedAt).toISOString(), ETag: `"${etag}"` },
            ...{ Size: bytes, [checksumElement(algorithm)]: checksum },
          }),
        ),
      );
      const isTruncated = all.length > shown.length;
      return xmlAnswer(
        "ListPartsResult",
        texts({
          ...{ Bucket: request.bucket, Key: request.key, UploadId: upload.id, PartNumberMarker: marker },
          ...{ NextPartNumberMarker: shown.at(-1)?.number ?? 0, MaxParts: max, IsTruncated: isTruncated },
          ...describe(upload),
        }) +
          parts.join("") +
          ownerXml(account, "Initiator") +
          ownerXml(account),
      );
    },

    "GET bucket?uploads"(request, { account }) {
      const bucket = findBucket(buckets, request);
      const { query } = request;
      const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
      const [keyMarker, idMarker] = [query.get("key-marker") ?? "", query.get("upload-id-marker") ?? ""];
      const max = countOf(request, "max-uploads", most);
      const encoding = readEncoding(request);
      const write = encoding === "url" ? urlEncoded : (key: string) => key;
      const gathered = new Set<string>();
      const items: { key: string; id: string; xml: string }[] = [];
      for (const upload of inOrder([...bucket.uploads.values()])) {
        const { key, id } = upload;
        const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
        const shown = end === -1 ? key : key.slice(0, end + delimiter.length);
        const order = compareKeys(shown, keyMarker);
        const isBehind =
          order > 0 ||
          (order === 0 && idMarker !== "" && end === -1 && isLater(upload, idMarker, bucket.uploads));
        if (!key.startsWith(prefix) || (keyMarker !== "" && !isBehind) || gathered.has(shown)) continue;
        if (end === -1) items.push({ key, id, xml: element("Upload", uploadXml(upload, account, write)) });
        else {
          gathered.add(shown);
          items.push({ key: shown, id: "", xml: element("CommonPrefixes", texts({ Prefix: write(shown) })) });
        }
      }
      const page = items.slice(0, max);
      const isTruncated = items.length > page.length;
      const last = page.at(-1);
      return xmlAnswer(
        "ListMultipartUploadsResult",
        texts({
          ...{ Bucket: request.bucket, KeyMarker: write(keyMarker), UploadIdMarker: idMarker },
          NextKeyMarker: isTruncated && last !== undefined ? write(last.key) : undefined,
          NextUploadIdMarker: isTruncated ? last?.id : undefined,
          ...{ Prefix: write(prefix), Delimiter: delimiter === "" ? undefined : write(delimiter) },
          ...{ EncodingType: encoding, MaxUploads: max, IsTruncated: isTruncated },
        }) + page.map(({ xml }) => xml).join(""),
      );
    },
  };
}

/** By key, those of one key as they were started. */
function inOrder(uploads: readonly UploadUnderWay[]): readonly UploadUnderWay[] {
  return [...uploads].sort(
    (one, other) =>
      compareKeys(one.key, other.key) || one.startedAt - other.startedAt || compareKeys(one.id, other.id),
  );
}

/** Whether an upload of the same key was started after the marker's; one that is over is as if it were the first. */
function isLater(
  upload: UploadUnderWay,
  idMarker: string,
  all: ReadonlyMap<string, UploadUnderWay>,
): boolean {
  const marker = all.get(idMarker);
  return marker === undefined || (marker !== upload && inOrder([marker, upload])[1] === upload);
}

function uploadXml(upload: UploadUnderWay, account: string, write: (key: string) => string): string {
  const { key, id, startedAt } = upload;
  return (
    texts({
      Key: write(key),
      UploadId: id,
      Initiated: new Date(startedAt).toISOString(),
      ...describe(upload),
    }) +
    ownerXml(account, "Initiator") +
    ownerXml(account)
  );
}

function describe({ headers, checksum }: UploadUnderWay) {
  return {
    StorageClass: headers["x-amz-storage-class"] ?? "STANDARD",
    ...{ ChecksumAlgorithm: checksum?.algorithm, ChecksumType: checksum?.type },
  };
}
