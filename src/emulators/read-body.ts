import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** A request body that is not taken, with the HTTP status that says so. */
export class BodyError extends Error {
  override readonly name = "BodyError";

  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads a body, plain or gzip, as bytes. At most `maxBytes` after decompression, so that a few compressed bytes cannot
 * fill the memory. Throws {@link BodyError}.
 */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = req.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") {
    throw new BodyError(415, `Content-Encoding ${encoding} is not supported; send gzip or none`);
  }
  // The error of a pipe's source is not passed to its end; a client that goes away ends the reading below either way.
  const stream: Readable = encoding === "gzip" ? req.pipe(createGunzip()) : req;
  req.on("aborted", () => stream.destroy(new BodyError(400, "the client went away")));
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > maxBytes) throw new BodyError(413, `the body is larger than ${maxBytes} bytes`);
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof BodyError) throw error;
    throw new BodyError(
      400,
      `the body cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return Buffer.concat(pieces);
}
