import type { IncomingMessage } from "node:http";
import type { UpstreamConnection } from "./upstream-connection.js";

/**
 * A request's body on its way: piece by piece, no faster than the service takes it.
 *
 * The request itself is never destroyed: the client would then not see a 502 or 504. What is not sent is read and thrown
 * away, and the client's connection stays usable.
 */
export class RequestBody {
  readonly #req: IncomingMessage;
  readonly #isChunked: boolean;
  readonly #onProgress: () => void;
  #connection: UpstreamConnection | undefined;
  #isWaitingForService = false;

  /** `onProgress` is called when the service has taken a piece, and when it has all. */
  constructor(req: IncomingMessage, isChunked: boolean, onProgress: () => void) {
    this.#req = req;
    this.#isChunked = isChunked;
    this.#onProgress = onProgress;
  }

  /** True while the next piece has not arrived from the client: the service is not to blame for that wait. */
  get waitingForClient(): boolean {
    return this.#connection !== undefined && !this.#isWaitingForService && !this.#req.readableEnded;
  }

  /** Writes `head` and begins to send the body after it. */
  start(connection: UpstreamConnection, head: string): void {
    this.#connection = connection;
    // A small body that is already there goes out in one write with the head.
    connection.cork();
    connection.write(head);
    this.#req.on("data", this.#onData).on("end", this.#onEnd);
    process.nextTick(() => connection.uncork());
  }

  /** The service can take more. */
  drained(): void {
    if (!this.#isWaitingForService) return;
    this.#isWaitingForService = false;
    this.#onProgress();
    this.#req.resume();
  }

  /** No more of it is needed. */
  cancel(): void {
    this.#connection = undefined;
    this.#req.off("data", this.#onData).off("end", this.#onEnd);
    this.#req.resume();
  }

  readonly #onData = (piece: Buffer): void => {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#onProgress();
    if (this.#isChunked ? writeChunk(connection, piece) : connection.write(piece)) return;
    this.#isWaitingForService = true;
    this.#req.pause();
  };

  readonly #onEnd = (): void => {
    const connection = this.#connection;
    if (connection === undefined) return;
    if (this.#isChunked) connection.write("0\r\n\r\n");
    connection.sentAll();
    this.#onProgress();
  };
}

function writeChunk(connection: UpstreamConnection, piece: Buffer): boolean {
  connection.cork();
  connection.write(`${piece.length.toString(16)}\r\n`);
  connection.write(piece);
  const hasRoom = connection.write("\r\n");
  connection.uncork();
  return hasRoom;
}
