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
 * fill the memory; what is left then stays unread. Throws {@link BodyError}.
 */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = req.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") {
    throw new BodyError(415, `Content-Encoding ${encoding} is not supported; send gzip or none`);
  }
  if (encoding === "identity") return readAll(req, req, maxBytes);
  const unzipped = req.pipe(createGunzip());
  try {
    return await readAll(req, unzipped, maxBytes);
  } finally {
    req.unpipe(unzipped);
    unzipped.destroy();
  }
}

/** By its events: reading by `for await` costs a small request more than all the rest of taking it in. */
function readAll(req: IncomingMessage, stream: Readable, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    let isOver = false;
    const refuse = (status: 400 | 413, why: string): void => {
      if (isOver) return;
      isOver = true;
      stream.pause();
      reject(new BodyError(status, why));
    };
    const leave = (): void => refuse(400, "the client went away");
    if (stream.destroyed) return leave();
    stream.on("data", (piece: Buffer) => {
      length += piece.length;
      if (length > maxBytes) refuse(413, `the body is larger than ${maxBytes} bytes`);
      else pieces.push(piece);
    });
    stream.once("end", () => {
      isOver = true;
      resolve(pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces));
    });
    stream.on("error", ({ message }) => refuse(400, `the body cannot be read: ${message}`));
    stream.once("close", leave);
    req.once("aborted", leave);
  });
}
