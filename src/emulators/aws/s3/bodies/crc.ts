/** CRC-32C, Castagnoli (RFC 3720), reflected. */
export const crc32cPolynomial = 0x82f63b78n;
/** CRC-32 (ISO 3309), reflected. */
export const crc32Polynomial = 0xedb88320n;
/** CRC-64/NVME (NVM Express base specification), reflected. */
export const crc64NvmePolynomial = 0x9a6c9329ac4bc9b5n;

function table(polynomial: bigint): readonly bigint[] {
  return Array.from({ length: 256 }, (_, index) => {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit += 1)
      value = (value & 1n) === 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    return value;
  });
}

let crc32cTable: Int32Array | undefined;
let crc64Tables: { readonly high: Int32Array; readonly low: Int32Array } | undefined;

/** @param previous of the bytes in front; 0 at the beginning */
export function crc32c(bytes: Uint8Array, previous: number): number {
  crc32cTable ??= Int32Array.from(table(crc32cPolynomial), (value) => Number(BigInt.asIntN(32, value)));
  const values = crc32cTable;
  let crc = ~previous;
  for (let at = 0; at < bytes.length; at += 1) {
    crc = (crc >>> 8) ^ (values[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  }
  return ~crc >>> 0;
}

/** CRC-64/NVME in two halves: numbers have no 64 bits. */
export class Crc64Nvme {
  #high = -1;
  #low = -1;

  update(bytes: Uint8Array): void {
    crc64Tables ??= halves(table(crc64NvmePolynomial));
    const { high: highs, low: lows } = crc64Tables;
    let [high, low] = [this.#high, this.#low];
    for (let at = 0; at < bytes.length; at += 1) {
      const index = (low ^ (bytes[at] ?? 0)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
      high = (high >>> 8) ^ (highs[index] ?? 0);
    }
    [this.#high, this.#low] = [high, low];
  }

  /** Big-endian. */
  bytes(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32BE(~this.#high, 0);
    bytes.writeInt32BE(~this.#low, 4);
    return bytes;
  }
}

function halves(values: readonly bigint[]): { high: Int32Array; low: Int32Array } {
  return {
    high: Int32Array.from(values, (value) => Number(BigInt.asIntN(32, value >> 32n))),
    low: Int32Array.from(values, (value) => Number(BigInt.asIntN(32, value))),
  };
}
