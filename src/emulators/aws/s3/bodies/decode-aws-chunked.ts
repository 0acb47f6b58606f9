import { invalidRequest, s3Error } from "../s3-error.js";

const maxLineBytes = 16 * 1024;
const lineEnd = Buffer.from("\r\n");

/**
 * The bytes inside of an `aws-chunked` body (Signature Version 4, "Transferring payload in multiple chunks"): chunks
 * `<hex length>[;chunk-signature=…]`, the last of them empty, then trailing headers. Signatures are not looked at.
 * @param onTrailer is given each trailing header, its name in lower case
 * @throws AwsError IncompleteBody, InvalidRequest
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  onTrailer: (name: string, value: string) => void,
): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  let left = 0;
  let where: "length" | "data" | "data end" | "trailers" | "end" = "length";
  for await (const piece of source) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    while (held.length > 0 && where !== "end") {
      if (where === "data") {
        const data = held.subarray(0, left);
        held = held.subarray(data.length);
        left -= data.length;
        if (left === 0) where = "data end";
        yield data;
        continue;
      }
      const end = held.indexOf(lineEnd);
      if (end === -1) {
        if (held.length > maxLineBytes) throw invalidRequest("A line of the aws-chunked body is too long");
        break;
      }
      const line = held.subarray(0, end).toString("latin1");
      held = held.subarray(end + lineEnd.length);
      if (where === "length") {
        const [, hex] = /^([\da-fA-F]{1,12})(?:;.*)?$/.exec(line) ?? [];
        if (hex === undefined) throw invalidRequest("The aws-chunked body has a chunk without a length");
        left = Number.parseInt(hex, 16);
        where = left === 0 ? "trailers" : "data";
      } else if (where === "data end") {
        if (line !== "") throw invalidRequest("A chunk of the aws-chunked body is longer than it says");
        where = "length";
      } else if (line === "") where = "end";
      else {
        const colon = line.indexOf(":");
        onTrailer(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
      }
    }
  }
  // Some clients leave out the empty line behind the last chunk.
  if (where !== "end" && where !== "trailers") throw incompleteBody();
}

export function incompleteBody(): Error {
  const message = "You did not provide the number of bytes specified by the Content-Length HTTP header";
  return s3Error("IncompleteBody", 400, message);
}
