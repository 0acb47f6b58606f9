import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { decodeAwsChunked } from "./decode-aws-chunked.js";

async function decode(source: string, pieceBytes: number) {
  const pieces = Array.from({ length: Math.ceil(source.length / pieceBytes) }, (_, at) =>
    Buffer.from(source.slice(at * pieceBytes, (at + 1) * pieceBytes)),
  );
  const trailers: Record<string, string> = {};
  const decoded = decodeAwsChunked(Readable.from(pieces), (name, value) => {
    trailers[name] = value;
  });
  let text = "";
  for await (const piece of decoded) text += piece.toString();
  return { text, trailers };
}

const body =
  "5;chunk-signature=ab\r\nhello\r\n7\r\n, world\r\n0;chunk-signature=cd\r\nX-Amz-Checksum-Crc32: abc=\r\n\r\n";

test.each([1, 2, 3, 7, 1000])(
  "what is in the chunks, in pieces of %d bytes, and the trailers",
  async (pieceBytes) => {
    expect(await decode(body, pieceBytes)).toEqual({
      ...{ text: "hello, world", trailers: { "x-amz-checksum-crc32": "abc=" } },
    });
  },
);

test("what breaks off or is no chunk is refused", async () => {
  await expect(decode(body.slice(0, 30), 5)).rejects.toMatchObject({ code: "IncompleteBody" });
  await expect(decode("5\r\nhello, world\r\n0\r\n\r\n", 5)).rejects.toMatchObject({ code: "InvalidRequest" });
  await expect(decode("no length\r\n", 5)).rejects.toMatchObject({ code: "InvalidRequest" });
});
