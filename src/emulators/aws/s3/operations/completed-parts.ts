import { createHash } from "node:crypto";
import { checksumElement } from "../bodies/checksums.js";
import { invalidRequest, malformedXml, s3Error } from "../s3-error.js";
import type { UploadUnderWay } from "../state/bucket.js";
import type { Part } from "../state/stored-object.js";
import { childrenOf, readXml, requiredText, textOf, type XmlElement } from "../xml/read-xml.js";

/** Of every part but the last: 5 MiB. */
const minPartBytes = 5 * 1024 * 1024;

/**
 * The parts that a `CompleteMultipartUpload` document names, in its order.
 * @throws AwsError MalformedXML, InvalidPart, InvalidPartOrder, EntityTooSmall, InvalidRequest
 */
export function chosenParts(source: string, upload: UploadUnderWay): readonly Part[] {
  const root = readXml(source);
  const entries = childrenOf(root, "Part");
  if (root.name !== "CompleteMultipartUpload" || entries.length === 0) throw malformedXml();
  const numbers = entries.map((entry) => Number(requiredText(entry, "PartNumber")));
  if (numbers.some((number, at) => at > 0 && number <= (numbers[at - 1] ?? 0))) {
    const message =
      "The list of parts was not in ascending order. The parts list must be specified in order by part number.";
    throw s3Error("InvalidPartOrder", 400, message, { UploadId: upload.id });
  }
  const parts = entries.map((entry, at) => chosen(entry, numbers[at] ?? 0, upload));
  for (const { number, bytes, etag } of parts.slice(0, -1)) {
    if (bytes >= minPartBytes) continue;
    const message = "Your proposed upload is smaller than the minimum allowed size";
    throw s3Error("EntityTooSmall", 400, message, {
      ...{ ProposedSize: bytes, MinSizeAllowed: minPartBytes, PartNumber: number, ETag: etag },
    });
  }
  return parts;
}

function chosen(entry: XmlElement, number: number, upload: UploadUnderWay): Part {
  const part = upload.parts.get(number);
  const etag = requiredText(entry, "ETag").replace(/^"(.*)"$/, "$1");
  const { algorithm, type } = upload.checksum ?? {};
  const name = algorithm === undefined ? undefined : checksumElement(algorithm);
  const checksum = name === undefined ? undefined : textOf(entry, name);
  if (algorithm !== undefined && type === "COMPOSITE" && checksum === undefined) {
    throw invalidRequest(
      `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
  }
  if (part === undefined || part.etag !== etag || (checksum !== undefined && checksum !== part.checksum)) {
    const message =
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
    throw s3Error("InvalidPart", 400, message, { UploadId: upload.id, PartNumber: number, ETag: etag });
  }
  return part;
}

/** The MD5 of the parts' MD5s, and how many they are. */
export function completedEtag(parts: readonly Part[]): string {
  const all = createHash("md5");
  for (const { etag } of parts) all.update(Buffer.from(etag, "hex"));
  return `${all.digest("hex")}-${parts.length}`;
}
