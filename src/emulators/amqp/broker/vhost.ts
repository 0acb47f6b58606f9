import { randomBytes } from "node:crypto";
import { deadLetterHeader, wouldCircle } from "../queue/dead-letter.js";
import { headersOf, type Message, messageBytes, ownBytes } from "../queue/message.js";
import { type DeathReason, Queue, type QueueHost } from "../queue/queue.js";
import { type QueueSettings, readQueueLimits } from "../queue/queue-settings.js";
import type { Entry } from "../queue/ready-list.js";
import { type Binding, Exchange, type ExchangeSettings } from "../routing/exchange.js";
import { type Routes, route } from "../routing/route.js";
import type { Store } from "../store/store.js";
import { emptyTable } from "../wire/field-table.js";
import type { Counters } from "./counters.js";
import type { MemoryWatch } from "./memory-watch.js";

/** What all virtual hosts of a broker share. */
export interface Shared {
  readonly store: Store;
  readonly memory: MemoryWatch;
  readonly counters: Counters;
}

/** A message before it has a place in the order. */
export type Outgoing = Omit<Message, "id" | "holders" | "keptBy">;

export interface Published {
  readonly routed: boolean;
  /** Some queue turned it away (`x-overflow: reject-publish`). */
  readonly turnedAway: boolean;
  /** It waits to be written: confirm it afterwards. */
  readonly stored: boolean;
}

const predeclared = [
  ["amq.direct", "direct"],
  ["amq.fanout", "fanout"],
  ["amq.topic", "topic"],
  ["amq.headers", "headers"],
  ["amq.match", "headers"],
] as const;

/** A virtual host: its exchanges, queues and bindings, and the way of a message through them. */
export class VirtualHost implements QueueHost, Routes {
  readonly exchanges = new Map<string, Exchange>();
  readonly queues = new Map<string, Queue>();
  /** The bindings that lead to each. */
  readonly #leadingTo = new Map<Queue | Exchange, Set<Binding>>();
  readonly #deaths: { queue: Queue; entry: Entry; reason: DeathReason }[] = [];
  #burying = false;

  constructor(
    readonly name: string,
    private readonly shared: Shared,
  ) {
    for (const [exchange, type] of predeclared) {
      const settings = { durable: true, autoDelete: false, internal: false, arguments: emptyTable };
      this.exchanges.set(exchange, new Exchange({ name: exchange, type, ...settings }));
    }
  }

  queue(name: string): Queue | undefined {
    return this.queues.get(name);
  }

  exchange(name: string): Exchange | undefined {
    return this.exchanges.get(name);
  }

  addExchange(settings: ExchangeSettings): Exchange {
    const exchange = new Exchange(settings);
    this.exchanges.set(settings.name, exchange);
    if (settings.durable) this.shared.store.exchangeDeclared(this.name, exchange);
    return exchange;
  }

  removeExchange(exchange: Exchange): void {
    this.exchanges.delete(exchange.name);
    for (const binding of [...exchange.bindings]) this.unbind(exchange, binding);
    this.#removeLeadingTo(exchange);
    if (exchange.settings.durable) this.shared.store.exchangeDeleted(this.name, exchange);
  }

  /** @param id given when it is recovered. @throws AmqpError for arguments that are refused */
  addQueue(settings: QueueSettings, owner?: object, id?: number): Queue {
    const name = settings.name === "" ? `amq.gen-${randomBytes(16).toString("base64url")}` : settings.name;
    const limits = readQueueLimits(settings, this.name);
    const queue = new Queue(id ?? this.shared.counters.nextQueueId(), { ...settings, name }, limits, this);
    queue.owner = owner;
    this.queues.set(name, queue);
    if (isKept(queue)) this.shared.store.queueDeclared(this.name, queue);
    return queue;
  }

  removeQueue(queue: Queue): number {
    if (queue.deleted) return 0;
    const count = queue.ready.length;
    this.queues.delete(queue.name);
    this.#removeLeadingTo(queue);
    if (isKept(queue)) this.shared.store.queueDeleted(queue);
    queue.close();
    return count;
  }

  ended(queue: Queue): void {
    this.removeQueue(queue);
  }

  /** Adds a binding; one that is there already changes nothing. */
  bind(source: Exchange, binding: Omit<Binding, "source">): void {
    const whole: Binding = { ...binding, source: source.name };
    if (!source.add(whole)) return;
    const target = targetOf(whole);
    const leading = this.#leadingTo.get(target) ?? new Set();
    this.#leadingTo.set(target, leading.add(whole));
    if (this.#isKeptBinding(source, whole)) this.shared.store.bound(this.name, whole);
  }

  /** Removes a binding if it is there. An auto-delete exchange goes with its last one. */
  unbind(source: Exchange, wanted: Omit<Binding, "source">): void {
    const binding = source.remove(wanted);
    if (binding === undefined) return;
    this.#leadingTo.get(targetOf(binding))?.delete(binding);
    if (this.#isKeptBinding(source, binding)) this.shared.store.unbound(this.name, binding);
    if (source.unused && source.settings.autoDelete && this.exchanges.has(source.name))
      this.removeExchange(source);
  }

  bindingsTo(target: Queue | Exchange): Iterable<Binding> {
    return this.#leadingTo.get(target) ?? [];
  }

  /** Sends a message to the queues it matches. */
  publish(outgoing: Outgoing, exchange: Exchange | ""): Published {
    const queues = route(this, exchange, outgoing.routingKey, headersOf(outgoing.header));
    return this.#deliver(outgoing, queues);
  }

  settled(queue: Queue, message: Message): void {
    if (isKept(queue) && message.persistent) this.shared.store.settled(queue, message);
    message.holders -= 1;
    if (message.holders === 0) this.shared.memory.add(-messageBytes(message));
  }

  /** One after another, not one within another: a dead letter may push out the next, and so on. */
  deadLetter(queue: Queue, entry: Entry, reason: DeathReason): void {
    this.#deaths.push({ queue, entry, reason });
    if (this.#burying) return;
    this.#burying = true;
    try {
      for (let death = this.#deaths.shift(); death !== undefined; death = this.#deaths.shift()) {
        this.#bury(death.queue, death.entry.message, death.reason);
        this.settled(death.queue, death.entry.message);
      }
    } finally {
      this.#burying = false;
    }
  }

  #bury(queue: Queue, message: Message, reason: DeathReason): void {
    const { deadLetterExchange, deadLetterRoutingKey } = queue.limits;
    if (deadLetterExchange === undefined) return;
    const exchange = deadLetterExchange === "" ? "" : this.exchanges.get(deadLetterExchange);
    if (exchange === undefined) return;
    const at = Date.now();
    const header = deadLetterHeader({ queue: queue.name, reason, message, at });
    const headers = headersOf(header);
    const routingKey = deadLetterRoutingKey ?? message.routingKey;
    const matched = route(this, exchange, routingKey, headers);
    const targets =
      reason === "rejected" ? matched : [...matched].filter((target) => !wouldCircle(headers(), target.name));
    const { body, persistent } = message;
    const outgoing = { exchange: deadLetterExchange, routingKey, header, body, persistent, publishedAt: at };
    this.#deliver({ ...outgoing, expirationMs: undefined }, new Set(targets));
  }

  #deliver(outgoing: Outgoing, queues: ReadonlySet<Queue>): Published {
    if (queues.size === 0) return { routed: false, turnedAway: false, stored: false };
    const message: Message = {
      ...outgoing,
      id: this.shared.counters.nextMessageId(),
      holders: 0,
      keptBy: [],
    };
    const taking: Queue[] = [];
    let turnedAway = false;
    for (const queue of queues) {
      if (!queue.turnsAway(message)) {
        taking.push(queue);
        continue;
      }
      turnedAway = true;
      if (queue.limits.overflow === "reject-publish-dlx") this.#bury(queue, message, "maxlen");
    }
    const kept = message.persistent ? taking.filter(isKept) : [];
    if (kept.length > 0 && this.shared.store.durable) this.shared.store.published(message, kept);
    else if (taking.length > 0) ownBytes(message);
    if (taking.length > 0) this.shared.memory.add(messageBytes(message));
    message.holders = taking.length;
    for (const queue of taking) queue.enqueue(message);
    return { routed: true, turnedAway, stored: kept.length > 0 };
  }

  #removeLeadingTo(target: Queue | Exchange): void {
    for (const binding of [...this.bindingsTo(target)]) {
      const source = this.exchanges.get(binding.source);
      if (source !== undefined) this.unbind(source, binding);
    }
    this.#leadingTo.delete(target);
  }

  #isKeptBinding(source: Exchange, { destination }: Binding): boolean {
    const target =
      destination.kind === "queue" ? isKept(destination.queue) : destination.exchange.settings.durable;
    return source.settings.durable && target;
  }
}

/** Whether a queue outlives the broker's process: an exclusive one goes with its connection. */
function isKept({ settings }: Queue): boolean {
  return settings.durable && !settings.exclusive;
}

function targetOf({ destination }: Binding): Queue | Exchange {
  return destination.kind === "queue" ? destination.queue : destination.exchange;
}
