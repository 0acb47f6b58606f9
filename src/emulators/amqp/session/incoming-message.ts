import { AmqpError } from "../wire/amqp-error.js";
import { type Envelope, readEnvelope } from "../wire/content-header.js";
import { frameTypes } from "../wire/frame-reader.js";
import type { Arguments } from "../wire/method-table.js";

/** RabbitMQ's limit since 4.0, in bytes. */
export const maxMessageBytes = 16 * 1024 * 1024;

export interface Whole {
  readonly args: Arguments<"basic.publish">;
  readonly envelope: Envelope;
  readonly header: Buffer;
  readonly body: Buffer;
}

/** A message on its way in: basic.publish, then its header frame, then its body frames. */
export class IncomingMessage {
  #envelope: Envelope | undefined;
  #header: Buffer = Buffer.alloc(0);
  #pieces: Buffer[] = [];
  #received = 0;

  constructor(private readonly args: Arguments<"basic.publish">) {}

  /**
   * Takes the next frame.
   * @returns the message once it is whole; its bytes may lie in the larger piece of input that the frames came in
   * @throws AmqpError 505 for a frame out of order, 502 for a header that is none, 406 for a message that is too large
   */
  push(type: number, payload: Buffer): Whole | undefined {
    if (this.#envelope === undefined) {
      if (type !== frameTypes.header) throw unexpected("content header", type);
      this.#envelope = readEnvelope(payload);
      if (this.#envelope.bodyBytes > maxMessageBytes) {
        const { bodyBytes } = this.#envelope;
        throw new AmqpError(
          406,
          `message size ${bodyBytes} is larger than configured max size ${maxMessageBytes}`,
        );
      }
      this.#header = payload;
    } else {
      if (type !== frameTypes.body) throw unexpected("content body", type);
      this.#received += payload.length;
      if (this.#received > this.#envelope.bodyBytes) {
        throw new AmqpError(501, "a body is longer than its header says");
      }
      if (payload.length > 0) this.#pieces.push(payload);
    }
    if (this.#received < this.#envelope.bodyBytes) return undefined;
    const body = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
    return { args: this.args, envelope: this.#envelope, header: this.#header, body };
  }
}

function unexpected(wanted: string, type: number): AmqpError {
  return new AmqpError(505, `expected ${wanted} for class 60, got a frame of type ${type} instead`);
}
