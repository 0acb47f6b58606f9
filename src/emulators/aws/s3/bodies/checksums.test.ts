import { expect, test } from "vitest";
import { checksumOfParts, digest } from "./checksums.js";

/** Of `123456789`: the check values of the CRC catalogue. */
test.each([
  ["CRC32", "cbf43926"],
  ["CRC32C", "e3069283"],
  ["CRC64NVME", "ae8b14860a799888"],
] as const)("%s: in pieces, and of parts put together", (algorithm, check) => {
  const of = (...pieces: string[]): Buffer => {
    const sum = digest(algorithm);
    for (const piece of pieces) sum.update(Buffer.from(piece));
    return sum.bytes();
  };
  expect(of("123456789").toString("hex")).toBe(check);
  expect(of("12", "", "3456789").toString("hex")).toBe(check);
  const parts = ["1", "", "23456", "789".repeat(1000)];
  const known = parts.map((part) => ({ checksum: of(part).toString("base64"), bytes: part.length }));
  expect(checksumOfParts(known, algorithm, "FULL_OBJECT")).toEqual({
    ...{ algorithm, type: "FULL_OBJECT", value: of(parts.join("")).toString("base64") },
  });
});
