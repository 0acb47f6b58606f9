import type { Queue } from "../queue/queue.js";
import type { FieldTable } from "../wire/field-table.js";
import type { Exchange } from "./exchange.js";

/** What routing has to find by name; the default exchange leads to the queue of the key's name. */
export interface Routes {
  queue(name: string): Queue | undefined;
  exchange(name: string): Exchange | undefined;
}

/**
 * The queues that a message goes to, each once: over exchanges bound to exchanges, and over alternate exchanges where
 * nothing matched. An exchange is asked once, so that circles end.
 */
export function route(
  routes: Routes,
  start: Exchange | "",
  routingKey: string,
  headers: () => FieldTable,
): ReadonlySet<Queue> {
  const queues = new Set<Queue>();
  if (start === "") {
    const queue = routes.queue(routingKey);
    if (queue !== undefined) queues.add(queue);
    return queues;
  }
  const asked = new Set<Exchange>([start]);
  const ask: Exchange[] = [start];
  const goOn = (exchange: Exchange | undefined): void => {
    if (exchange === undefined || asked.has(exchange)) return;
    asked.add(exchange);
    ask.push(exchange);
  };
  for (let exchange = ask.pop(); exchange !== undefined; exchange = ask.pop()) {
    let matched = false;
    for (const { destination } of exchange.match(routingKey, headers)) {
      matched = true;
      if (destination.kind === "queue") queues.add(destination.queue);
      else goOn(destination.exchange);
    }
    const { alternate } = exchange;
    if (!matched && alternate !== undefined) goOn(routes.exchange(alternate));
  }
  return queues;
}
