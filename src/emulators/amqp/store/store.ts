import type { Message } from "../queue/message.js";
import type { Queue } from "../queue/queue.js";
import type { Binding, Exchange } from "../routing/exchange.js";

/** Where what must survive the process is kept. */
export interface Store {
  /** False for a broker that keeps everything in memory. */
  readonly durable: boolean;
  /** True while more waits to be written than should: publishers wait. */
  readonly behind: boolean;
  exchangeDeclared(vhost: string, exchange: Exchange): void;
  exchangeDeleted(vhost: string, exchange: Exchange): void;
  queueDeclared(vhost: string, queue: Queue): void;
  queueDeleted(queue: Queue): void;
  bound(vhost: string, binding: Binding): void;
  unbound(vhost: string, binding: Binding): void;
  /** A persistent message is in these durable queues. Its bytes are the store's own afterwards, where it is durable. */
  published(message: Message, queues: readonly Queue[]): void;
  /** A message has left a durable queue. */
  settled(queue: Queue, message: Message): void;
  /** Rises with every write: what is given now gets on the disk with all that saw the same number; 0 where nothing does. */
  readonly batch: number;
  /** Calls back when all that was given so far is on the disk; at once where nothing is kept. */
  afterWrite(callback: () => void): void;
  close(): Promise<void>;
}

/** Keeps nothing. */
export const memoryStore: Store = {
  durable: false,
  behind: false,
  batch: 0,
  exchangeDeclared: () => undefined,
  exchangeDeleted: () => undefined,
  queueDeclared: () => undefined,
  queueDeleted: () => undefined,
  bound: () => undefined,
  unbound: () => undefined,
  published: () => undefined,
  settled: () => undefined,
  afterWrite: (callback) => callback(),
  close: () => Promise.resolve(),
};
