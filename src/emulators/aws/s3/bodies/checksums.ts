import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { combineCrc } from "./combine-crc.js";
import { Crc64Nvme, crc32c, crc32cPolynomial, crc32Polynomial, crc64NvmePolynomial } from "./crc.js";

/** Those that are computed here; S3 has the XXHASH family besides. */
const algorithms = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5"] as const;

export type ChecksumAlgorithm = (typeof algorithms)[number];

/** Of an object or part as S3 keeps it. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** base64; of a COMPOSITE one followed by `-` and the number of parts. */
  readonly value: string;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return (algorithms as readonly string[]).includes(name);
}

/** `x-amz-checksum-crc32` */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** `ChecksumCRC32` */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

/** undefined for a header or element of an algorithm that is not here, and for other headers. */
export function algorithmOfHeader(header: string): ChecksumAlgorithm | undefined {
  return algorithms.find((algorithm) => checksumHeader(algorithm) === header.toLowerCase());
}

/** Bytes in, piece by piece; at the end their checksum. */
export interface Digest {
  update(bytes: Uint8Array): void;
  bytes(): Buffer;
}

export function digest(algorithm: ChecksumAlgorithm): Digest {
  switch (algorithm) {
    case "CRC32":
      return crcDigest((bytes, previous) => crc32(bytes, previous));
    case "CRC32C":
      return crcDigest(crc32c);
    case "CRC64NVME":
      return new Crc64Nvme();
    default: {
      const hash = createHash(algorithm.toLowerCase());
      return { update: (bytes) => void hash.update(bytes), bytes: () => hash.digest() };
    }
  }
}

function crcDigest(next: (bytes: Uint8Array, previous: number) => number): Digest {
  let value = 0;
  return {
    update(bytes) {
      value = next(bytes, value);
    },
    bytes() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes;
    },
  };
}

const crcs = {
  CRC32: { polynomial: crc32Polynomial, width: 32 },
  CRC32C: { polynomial: crc32cPolynomial, width: 32 },
  CRC64NVME: { polynomial: crc64NvmePolynomial, width: 64 },
};

/** Whether parts' checksums can be put together to that of the whole. */
export function isCrc(algorithm: ChecksumAlgorithm): algorithm is keyof typeof crcs {
  return Object.hasOwn(crcs, algorithm);
}

/** The checksum of an object from those of its parts (S3's user guide, "Checking object integrity for multipart uploads"). */
export function checksumOfParts(
  parts: readonly { readonly checksum: string; readonly bytes: number }[],
  algorithm: ChecksumAlgorithm,
  type: Checksum["type"],
): Checksum {
  const values = parts.map(({ checksum }) => Buffer.from(checksum, "base64"));
  if (type === "COMPOSITE" || !isCrc(algorithm)) {
    const all = digest(algorithm);
    for (const value of values) all.update(value);
    return { algorithm, type: "COMPOSITE", value: `${all.bytes().toString("base64")}-${parts.length}` };
  }
  const number = (value: Buffer | undefined): bigint => BigInt(`0x${value?.toString("hex") ?? "0"}`);
  const whole = parts
    .slice(1)
    .reduce(
      (sum, { bytes }, at) => combineCrc(sum, number(values[at + 1]), bytes, crcs[algorithm]),
      number(values[0]),
    );
  const hex = whole.toString(16).padStart(crcs[algorithm].width / 4, "0");
  return { algorithm, type, value: Buffer.from(hex, "hex").toString("base64") };
}
