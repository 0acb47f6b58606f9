import type { IncomingMessage } from "node:http";

/** The request's body ended before it was complete, or is not wanted any more. */
export class RequestBodyError extends Error {
  override readonly name = "RequestBodyError";
}

/**
 * A request's body as undici reads it: piece by piece, no faster than the upstream takes it.
 *
 * Not the request itself: undici destroys a stream it gave up on, and with it the client's connection, so that the
 * client would never see the 502 or 504. What is left over is read and thrown away, and the connection stays usable.
 */
export class RequestBody implements AsyncIterable<Buffer> {
  /** True while the next piece has not arrived from the client: the upstream is not to blame for that wait. */
  waitingForClient = false;
  readonly #req: IncomingMessage;
  readonly #onPiece: () => void;
  #cancelled = false;
  #wake: () => void = () => {};

  /** `onPiece` is called when the upstream is given a piece. */
  constructor(req: IncomingMessage, onPiece: () => void) {
    this.#req = req;
    this.#onPiece = onPiece;
  }

  /** No more of it is needed. */
  cancel(): void {
    this.#cancelled = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    const req = this.#req;
    const wake = () => this.#wake();
    req.on("readable", wake).on("end", wake).on("close", wake);
    try {
      for (;;) {
        if (this.#cancelled) throw new RequestBodyError("the rest of the request body is not needed");
        const piece: Buffer | null = req.read();
        if (piece !== null) {
          this.#onPiece();
          yield piece;
        } else if (req.readableEnded) {
          return;
        } else if (req.destroyed) {
          throw new RequestBodyError("the client went away within its request body");
        } else {
          await this.#nextEvent();
        }
      }
    } finally {
      req.off("readable", wake).off("end", wake).off("close", wake);
      req.resume();
    }
  }

  async #nextEvent(): Promise<void> {
    this.waitingForClient = true;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.waitingForClient = false;
  }
}
