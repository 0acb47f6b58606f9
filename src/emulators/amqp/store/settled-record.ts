import { toRecord } from "../../journal/record.js";
import { recordTypes } from "./record-types.js";

/** Queue u32, message f64. */
const entryBytes = 12;

/** Gathers what left the queues, so that a thousand acknowledgements are one record. */
export class SettledRecord {
  #entries = Buffer.allocUnsafe(1024 * entryBytes);
  #length = 0;

  add(queueId: number, messageId: number): void {
    if (this.#length === this.#entries.length) {
      const grown = Buffer.allocUnsafe(2 * this.#length);
      this.#entries.copy(grown);
      this.#entries = grown;
    }
    this.#entries.writeUInt32BE(queueId, this.#length);
    this.#entries.writeDoubleBE(messageId, this.#length + 4);
    this.#length += entryBytes;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** The record of what was gathered; gathering begins anew. */
  take(): Buffer {
    const record = toRecord(recordTypes.settled, this.#entries.subarray(0, this.#length));
    this.#length = 0;
    return record;
  }
}

export function* readSettledRecord(payload: Buffer): Generator<{ queueId: number; messageId: number }> {
  for (let at = 0; at + entryBytes <= payload.length; at += entryBytes) {
    yield { queueId: payload.readUInt32BE(at), messageId: payload.readDoubleBE(at + 4) };
  }
}
