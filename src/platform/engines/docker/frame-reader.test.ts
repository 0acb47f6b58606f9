import { expect, test } from "vitest";
import { FrameReader } from "./frame-reader.js";

const frame = (stream: number, text: string): Buffer => {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};
const read = (chunks: readonly Buffer[], plain = false): string[] => {
  const reader = new FrameReader(plain);
  return chunks.flatMap((chunk) => reader.read(chunk).map(({ to, data }) => `${to}: ${data.toString()}`));
};

test("frames are told apart, however they are cut", () => {
  const all = Buffer.concat([frame(1, "one\n"), frame(2, "oh\n"), frame(1, ""), frame(1, "ñandú")]);
  const expected = ["output: one\n", "errors: oh\n", "output: ", "output: ñandú"];
  for (const size of [1, 3, 8, 11, all.length]) {
    const count = Math.ceil(all.length / size);
    const chunks = Array.from({ length: count }, (_, n) => all.subarray(n * size, (n + 1) * size));
    expect(read(chunks)).toEqual(expected);
  }
});

test("what a terminal gets is not framed", () => {
  expect(read([Buffer.from([1, 0, 0, 0]), Buffer.from("x")], true)).toEqual([
    "output: \u0001\u0000\u0000\u0000",
    "output: x",
  ]);
});
