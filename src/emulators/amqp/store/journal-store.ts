import { Journal } from "../../journal/journal.js";
import type { JournalNotice } from "../../journal/journal-notice.js";
import type { Message } from "../queue/message.js";
import type { Queue } from "../queue/queue.js";
import type { Binding, Exchange } from "../routing/exchange.js";
import {
  bindingDefinition,
  definitionRecord,
  exchangeDefinition,
  queueDefinition,
} from "./definition-record.js";
import { messageRecord, useBytesOf } from "./message-record.js";
import { recordTypes } from "./record-types.js";
import { RecoveredState } from "./recovered-state.js";
import { SettledRecord } from "./settled-record.js";
import type { Store } from "./store.js";

/** Publishers wait while more than this is not on the disk yet. */
const behindBytes = 32 * 1024 * 1024;
/** About what a declaration takes in the journal. */
const definitionBytes = 300;

export interface JournalStoreOptions {
  readonly folder: string;
  /** Told of a damaged journal, and when the disk refuses a write; nothing is confirmed until it takes it. */
  onNotice?(notice: JournalNotice): void;
}

/** Keeps durable exchanges, queues, bindings and their persistent messages in a journal. */
export class JournalStore implements Store {
  readonly durable = true;
  /** Set when what was read is in place: until then it is not written again. */
  #recovering = true;
  readonly #definitions = new Map<string, Buffer>();
  readonly #messages = new Map<number, Message>();
  #messageBytes = 0;
  readonly #settled = new SettledRecord();
  #journal: Journal | undefined;

  /**
   * Reads what a folder holds.
   * @returns the store and what is to be restored; then call `start`
   * @throws MsxError DATA_UNUSABLE
   */
  static async open(options: JournalStoreOptions): Promise<{ store: JournalStore; state: RecoveredState }> {
    const store = new JournalStore();
    const state = new RecoveredState();
    store.#journal = await Journal.open({
      folder: options.folder,
      kind: "amqp",
      onRecord: (type, payload) => state.apply(type, payload),
      beforeWrite: () => store.#writeSettled(),
      snapshot: () => store.#snapshot(),
      liveBytes: () => store.#messageBytes + definitionBytes * store.#definitions.size,
      onNotice: (notice) => options.onNotice?.(notice),
    });
    return { store, state };
  }

  get #open(): Journal {
    if (this.#journal === undefined) throw new Error("the journal is not open");
    return this.#journal;
  }

  /** From now on what is declared and published is written. */
  start(): void {
    this.#recovering = false;
  }

  get behind(): boolean {
    return this.#open.unwrittenBytes > behindBytes;
  }

  get batch(): number {
    return this.#open.batch;
  }

  exchangeDeclared(vhost: string, exchange: Exchange): void {
    const key = `exchange ${vhost} ${exchange.name}`;
    this.#define(key, definitionRecord(recordTypes.exchange, exchangeDefinition(vhost, exchange)));
  }

  exchangeDeleted(vhost: string, { name }: Exchange): void {
    this.#undefine(
      `exchange ${vhost} ${name}`,
      definitionRecord(recordTypes.exchangeDeleted, { vhost, name }),
    );
  }

  queueDeclared(vhost: string, queue: Queue): void {
    this.#define(`queue ${queue.id}`, definitionRecord(recordTypes.queue, queueDefinition(vhost, queue)));
  }

  queueDeleted({ id }: Queue): void {
    this.#undefine(`queue ${id}`, definitionRecord(recordTypes.queueDeleted, { id }));
  }

  bound(vhost: string, binding: Binding): void {
    const definition = bindingDefinition(vhost, binding);
    this.#define(`binding ${JSON.stringify(definition)}`, definitionRecord(recordTypes.binding, definition));
  }

  unbound(vhost: string, binding: Binding): void {
    const definition = bindingDefinition(vhost, binding);
    this.#undefine(
      `binding ${JSON.stringify(definition)}`,
      definitionRecord(recordTypes.unbound, definition),
    );
  }

  published(message: Message, queues: readonly Queue[]): void {
    message.keptBy = queues.map(({ id }) => id);
    const record = messageRecord(message);
    useBytesOf(record, message);
    this.remember(message);
    this.#open.append(record);
  }

  /** Counts a message as kept; it is in the journal already. */
  remember(message: Message): void {
    this.#messages.set(message.id, message);
    this.#messageBytes += recordBytes(message);
  }

  settled(queue: Queue, message: Message): void {
    const index = message.keptBy.indexOf(queue.id);
    if (index < 0) return;
    message.keptBy.splice(index, 1);
    if (message.keptBy.length === 0) {
      this.#messages.delete(message.id);
      this.#messageBytes -= recordBytes(message);
    }
    // Its queue's end says it already.
    if (queue.deleted) return;
    this.#settled.add(queue.id, message.id);
    this.#open.wake();
  }

  afterWrite(callback: () => void): void {
    this.#open.afterWrite(callback);
  }

  close(): Promise<void> {
    return this.#open.close();
  }

  #define(key: string, record: Buffer): void {
    this.#definitions.set(key, record);
    if (!this.#recovering) this.#open.append(record);
  }

  #undefine(key: string, record: Buffer): void {
    this.#definitions.delete(key);
    this.#open.append(record);
  }

  #writeSettled(): void {
    if (!this.#settled.isEmpty) this.#open.append(this.#settled.take());
  }

  /** All at this moment; the records are made one by one, as they are written. */
  #snapshot(): Iterable<Buffer> {
    const definitions = [...this.#definitions.values()];
    const messages = [...this.#messages.values()];
    return (function* () {
      yield* definitions;
      for (const message of messages) if (message.keptBy.length > 0) yield messageRecord(message);
    })();
  }
}

/** About what a message takes in the journal. */
function recordBytes({ header, body }: Message): number {
  return 100 + header.length + body.length;
}
