import { type ChecksumAlgorithm, isChecksumAlgorithm } from "../bodies/checksums.js";
import { invalidRequest, notImplemented } from "../s3-error.js";

/** The name of a checksum's algorithm. Throws AwsError InvalidRequest, NotImplemented. */
export function readAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined;
  const upper = name.toUpperCase();
  if (isChecksumAlgorithm(upper)) return upper;
  if (upper.startsWith("XXHASH")) throw notImplemented(`The checksum ${upper}`);
  throw invalidRequest(
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
  );
}
