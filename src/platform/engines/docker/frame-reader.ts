export interface Piece {
  readonly to: "output" | "errors";
  readonly data: Buffer;
}

const headerBytes = 8;

/**
 * What a container's program writes, as it comes over one connection. With a TTY it is the output itself; without, frames
 * of the stream's number (1 output, 2 errors), three zeros, the length (32 bit, big-endian) and the data: Docker Engine
 * API, "Attach to a container", stream format.
 */
export class FrameReader {
  readonly #plain: boolean;
  #held = Buffer.alloc(0);

  constructor(plain: boolean) {
    this.#plain = plain;
  }

  /** The whole pieces that are there now, in their order. */
  read(chunk: Buffer): readonly Piece[] {
    if (this.#plain) return [{ to: "output", data: chunk }];
    this.#held = Buffer.concat([this.#held, chunk]);
    const pieces: Piece[] = [];
    while (this.#held.length >= headerBytes) {
      const end = headerBytes + this.#held.readUInt32BE(4);
      if (this.#held.length < end) break;
      const to = this.#held[0] === 2 ? "errors" : "output";
      pieces.push({ to, data: this.#held.subarray(headerBytes, end) });
      this.#held = this.#held.subarray(end);
    }
    return pieces;
  }
}
