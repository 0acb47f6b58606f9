import type { IncomingMessage } from "node:http";

/** What Lambda takes in one synchronous invocation, the whole event (developer guide, "Lambda quotas"). */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/**
 * Reads a request's body whole, as an event needs it.
 * @returns undefined when it is larger than an event can be; what is left of it is then read and thrown away
 */
export async function readEventBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  if (Number(req.headers["content-length"] ?? 0) > MAX_EVENT_BYTES) {
    req.resume();
    return undefined;
  }
  return new Promise((resolve, reject) => {
    req.on("data", (piece: Buffer) => {
      length += piece.length;
      if (length <= MAX_EVENT_BYTES) pieces.push(piece);
      else resolve(undefined);
    });
    req.once("end", () => resolve(Buffer.concat(pieces, length)));
    req.once("error", reject);
  });
}
