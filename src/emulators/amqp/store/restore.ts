import type { Broker } from "../broker/broker.js";
import type { VirtualHost } from "../broker/vhost.js";
import { type Message, messageBytes } from "../queue/message.js";
import type { Queue } from "../queue/queue.js";
import type { Destination } from "../routing/exchange.js";
import { type BindingDefinition, readTableText } from "./definition-record.js";
import type { JournalStore } from "./journal-store.js";
import type { RecoveredState } from "./recovered-state.js";

/** Makes an empty broker what it was. What belongs to a virtual host that is no longer wanted is left out. */
export function restore(broker: Broker, state: RecoveredState, store: JournalStore): void {
  broker.counters.seen({ message: state.lastMessageId, queue: state.lastQueueId });
  for (const { vhost, ...settings } of state.exchanges.values()) {
    broker.vhosts.get(vhost)?.addExchange({ ...settings, arguments: readTableText(settings.arguments) });
  }
  const queues = new Map<number, Queue>();
  for (const { vhost, id, ...settings } of state.queues.values()) {
    const host = broker.vhosts.get(vhost);
    if (host === undefined) continue;
    queues.set(
      id,
      host.addQueue({ ...settings, arguments: readTableText(settings.arguments) }, undefined, id),
    );
  }
  for (const binding of state.bindings.values()) {
    const host = broker.vhosts.get(binding.vhost);
    if (host !== undefined) bind(host, binding);
  }
  const messages = giveBack(broker, state, store, queues);
  store.start();
  // Last, when every dead-letter exchange is there: what expired meanwhile is dead-lettered now.
  for (const [queue, held] of messages) queue.recover(held);
}

function giveBack(
  broker: Broker,
  state: RecoveredState,
  store: JournalStore,
  queues: ReadonlyMap<number, Queue>,
): ReadonlyMap<Queue, Message[]> {
  const found = new Map<Queue, Message[]>();
  for (const message of state.messages.values()) {
    const holders = message.keptBy.flatMap((id) => queues.get(id) ?? []);
    if (holders.length === 0) continue;
    message.keptBy = holders.map(({ id }) => id);
    message.holders = holders.length;
    store.remember(message);
    broker.memory.add(messageBytes(message));
    for (const queue of holders) {
      const held = found.get(queue);
      if (held === undefined) found.set(queue, [message]);
      else held.push(message);
    }
  }
  return found;
}

function bind(host: VirtualHost, definition: BindingDefinition): void {
  const source = host.exchange(definition.source);
  const destination = findDestination(host, definition);
  if (source === undefined || destination === undefined) return;
  const { routingKey } = definition;
  host.bind(source, { destination, routingKey, arguments: readTableText(definition.arguments) });
}

function findDestination(
  host: VirtualHost,
  { kind, destination: name }: BindingDefinition,
): Destination | undefined {
  if (kind === "queue") {
    const queue: Queue | undefined = host.queue(name);
    return queue && { kind, queue };
  }
  const exchange = host.exchange(name);
  return exchange && { kind, exchange };
}
