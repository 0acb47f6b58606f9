import type { Message } from "../queue/message.js";
import {
  type BindingDefinition,
  type ExchangeDefinition,
  type QueueDefinition,
  readDefinition,
} from "./definition-record.js";
import { readMessageRecord } from "./message-record.js";
import { recordTypes } from "./record-types.js";
import { readSettledRecord } from "./settled-record.js";

/**
 * What a journal says is true, record by record. A record that says again what is known changes nothing: after a
 * compaction the journal repeats what happened while the snapshot was written.
 */
export class RecoveredState {
  readonly exchanges = new Map<string, ExchangeDefinition>();
  readonly queues = new Map<number, QueueDefinition>();
  readonly bindings = new Map<string, BindingDefinition>();
  readonly messages = new Map<number, Message>();
  /** Highest id seen, also of messages that are gone. */
  lastMessageId = 0;
  lastQueueId = 0;

  apply(type: number, payload: Buffer): void {
    switch (type) {
      case recordTypes.exchange:
        return this.#addExchange(readDefinition(payload));
      case recordTypes.exchangeDeleted:
        return this.#deleteExchange(readDefinition(payload));
      case recordTypes.queue:
        return this.#addQueue(readDefinition(payload));
      case recordTypes.queueDeleted:
        return this.#deleteQueue(readDefinition<{ id: number }>(payload).id);
      case recordTypes.binding:
        return this.#bind(readDefinition(payload));
      case recordTypes.unbound:
        return void this.bindings.delete(keyOf(readDefinition<BindingDefinition>(payload)));
      case recordTypes.message:
        return this.#addMessage(payload);
      case recordTypes.settled:
        return this.#settle(payload);
      default:
        throw new Error(`a journal record of the unknown type ${type}`);
    }
  }

  #addExchange(exchange: ExchangeDefinition): void {
    this.exchanges.set(JSON.stringify([exchange.vhost, exchange.name]), exchange);
  }

  #deleteExchange({ vhost, name }: ExchangeDefinition): void {
    this.exchanges.delete(JSON.stringify([vhost, name]));
    for (const [key, binding] of this.bindings) {
      const leads = binding.kind === "exchange" && binding.destination === name;
      if (binding.vhost === vhost && (binding.source === name || leads)) this.bindings.delete(key);
    }
  }

  #addQueue(queue: QueueDefinition): void {
    this.queues.set(queue.id, queue);
    this.lastQueueId = Math.max(this.lastQueueId, queue.id);
  }

  #deleteQueue(id: number): void {
    const queue = this.queues.get(id);
    this.queues.delete(id);
    for (const [key, binding] of this.bindings) {
      const leads = binding.kind === "queue" && binding.destination === queue?.name;
      if (binding.vhost === queue?.vhost && leads) this.bindings.delete(key);
    }
    for (const messageId of this.messages.keys()) this.#leave(id, messageId);
  }

  #bind(binding: BindingDefinition): void {
    this.bindings.set(keyOf(binding), binding);
  }

  #addMessage(payload: Buffer): void {
    const message = readMessageRecord(payload);
    this.lastMessageId = Math.max(this.lastMessageId, message.id);
    if (!this.messages.has(message.id)) this.messages.set(message.id, message);
  }

  #settle(payload: Buffer): void {
    for (const { queueId, messageId } of readSettledRecord(payload)) {
      this.lastMessageId = Math.max(this.lastMessageId, messageId);
      this.#leave(queueId, messageId);
    }
  }

  #leave(queueId: number, messageId: number): void {
    const message = this.messages.get(messageId);
    if (message === undefined) return;
    message.keptBy = message.keptBy.filter((id) => id !== queueId);
    if (message.keptBy.length === 0) this.messages.delete(messageId);
  }
}

function keyOf({
  vhost,
  source,
  kind,
  destination,
  routingKey,
  arguments: table,
}: BindingDefinition): string {
  return JSON.stringify([vhost, source, kind, destination, routingKey, table]);
}
