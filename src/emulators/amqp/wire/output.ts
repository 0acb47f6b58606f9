import type { Socket } from "node:net";
import { FieldWriter } from "./field-writer.js";
import { frameOverhead, frameTypes } from "./frame-reader.js";
import { writeMethod } from "./method-codec.js";
import type { Arguments, MethodName } from "./method-table.js";

/** Bodies from this size on are handed to the socket as they are, smaller ones copied together with their frames. */
const copiedBytes = 8 * 1024;
/** Above this much unsent, a connection takes no more deliveries until its socket has drained. */
const congestedBytes = 1024 * 1024;

/**
 * What a connection sends: gathered while a piece of input is handled, then written at once. It can be held back until
 * what it answers is on the disk.
 */
export class Output {
  frameMax = 131_072;
  readonly #writer = new FieldWriter();
  #pieces: Buffer[] = [];
  #unsentBytes = 0;
  #holds = 0;
  #scheduled = false;

  constructor(private readonly socket: Socket) {}

  get congested(): boolean {
    return this.#unsentBytes + this.#writer.length + this.socket.writableLength > congestedBytes;
  }

  method<Name extends MethodName>(channel: number, name: Name, args: Arguments<Name>): void {
    const writer = this.#writer;
    writer.octet(frameTypes.method);
    writer.short(channel);
    writer.long(0);
    const before = writer.length;
    writeMethod(writer, name, args);
    const size = writer.length - before;
    writer.patchLong(size, size + 4);
    writer.octet(0xce);
    this.#schedule();
  }

  /** A method with a message: its header as the publisher sent it, its body in frames of the agreed size. */
  content<Name extends MethodName>(
    channel: number,
    name: Name,
    args: Arguments<Name>,
    message: { readonly header: Buffer; readonly body: Buffer },
  ): void {
    this.method(channel, name, args);
    this.#frame(frameTypes.header, channel, message.header);
    const { body } = message;
    const pieceBytes = this.frameMax - frameOverhead;
    for (let from = 0; from < body.length; from += pieceBytes) {
      this.#frame(frameTypes.body, channel, body.subarray(from, from + pieceBytes));
    }
  }

  heartbeat(): void {
    this.#frame(frameTypes.heartbeat, 0, Buffer.alloc(0));
    this.#schedule();
  }

  raw(bytes: Uint8Array): void {
    this.#writer.raw(bytes);
    this.#schedule();
  }

  /** Sends nothing until the answer is called. */
  hold(): () => void {
    this.#holds += 1;
    return () => {
      this.#holds -= 1;
      this.flush();
    };
  }

  flush(): void {
    if (this.#holds > 0) return;
    this.#gather();
    const pieces = this.#pieces;
    if (pieces.length === 0) return;
    this.#pieces = [];
    this.#unsentBytes = 0;
    this.socket.cork();
    for (const piece of pieces) this.socket.write(piece);
    this.socket.uncork();
  }

  #frame(type: number, channel: number, payload: Buffer): void {
    const writer = this.#writer;
    writer.octet(type);
    writer.short(channel);
    writer.long(payload.length);
    if (payload.length < copiedBytes) {
      writer.raw(payload);
    } else {
      this.#gather();
      this.#pieces.push(payload);
      this.#unsentBytes += payload.length;
    }
    writer.octet(0xce);
  }

  #gather(): void {
    if (this.#writer.length === 0) return;
    const piece = this.#writer.take();
    this.#pieces.push(piece);
    this.#unsentBytes += piece.length;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }
}
