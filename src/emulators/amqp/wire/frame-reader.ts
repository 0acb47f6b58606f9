import { AmqpError } from "./amqp-error.js";

export const frameTypes = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;

/** Type, channel and size in front of a frame's payload, and the end octet behind it. */
export const frameOverhead = 8;
const frameEnd = 0xce;

/**
 * Cuts a byte stream into frames. What it holds back is never more than one frame of the agreed size: a size is refused
 * when its head is read, before its payload comes.
 */
export class FrameReader {
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** How many bytes the frame at hand needs before anything can be done. */
  #needed = 7;

  constructor(
    /** Largest whole frame, in bytes. */
    public frameMax: number,
    private readonly onFrame: (type: number, channel: number, payload: Buffer) => void,
  ) {}

  /** @throws AmqpError 501 when the bytes are no frames, and what `onFrame` throws */
  push(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#heldBytes > 0) {
      this.#held.push(chunk);
      this.#heldBytes += chunk.length;
      // A large frame comes in many pieces: they are put together once.
      if (this.#heldBytes < this.#needed) return;
      bytes = Buffer.concat(this.#held);
      this.#held = [];
      this.#heldBytes = 0;
    }
    let offset = 0;
    while (bytes.length - offset >= 7) {
      const size = bytes.readUInt32BE(offset + 3);
      if (size > this.frameMax - frameOverhead) {
        throw new AmqpError(501, `frame of ${size} bytes is larger than the agreed ${this.frameMax}`);
      }
      const end = offset + 7 + size;
      if (end >= bytes.length) break;
      if (bytes[end] !== frameEnd) throw new AmqpError(501, "a frame does not end where its size says");
      this.onFrame(bytes[offset] ?? 0, bytes.readUInt16BE(offset + 1), bytes.subarray(offset + 7, end));
      offset = end + 1;
    }
    this.#hold(bytes, offset);
  }

  #hold(bytes: Buffer, offset: number): void {
    const left = bytes.length - offset;
    this.#needed = left >= 7 ? frameOverhead + bytes.readUInt32BE(offset + 3) : 7;
    if (left === 0) return;
    this.#held = [bytes.subarray(offset)];
    this.#heldBytes = left;
  }
}
