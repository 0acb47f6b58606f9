import type { Queue } from "../queue/queue.js";
import { canonical, type FieldTable, textOf } from "../wire/field-table.js";
import { matchesHeaders } from "./header-match.js";
import { matchesTopic } from "./topic-pattern.js";

export const exchangeTypes = ["direct", "topic", "fanout", "headers"] as const;
export type ExchangeType = (typeof exchangeTypes)[number];

export interface ExchangeSettings {
  readonly name: string;
  readonly type: ExchangeType;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  /** Takes messages from other exchanges only. */
  readonly internal: boolean;
  readonly arguments: FieldTable;
}

/** Where a binding leads: a queue, or another exchange. */
export type Destination =
  | { readonly kind: "queue"; readonly queue: Queue }
  | { readonly kind: "exchange"; readonly exchange: Exchange };

export interface Binding {
  readonly source: string;
  readonly destination: Destination;
  readonly routingKey: string;
  readonly arguments: FieldTable;
}

/** Routing keys whose matches are remembered by a topic exchange; binding or unbinding forgets them. */
const rememberedKeys = 2000;

/** Keeps an exchange's bindings and finds those that a message matches. */
export class Exchange {
  readonly #bindings = new Map<string, Binding>();
  readonly #byKey = new Map<string, Binding[]>();
  readonly #remembered = new Map<string, readonly Binding[]>();

  constructor(readonly settings: ExchangeSettings) {}

  get name(): string {
    return this.settings.name;
  }

  /** The exchange that gets what no binding of this one matches; undefined when none is named. */
  get alternate(): string | undefined {
    return textOf(this.settings.arguments.get("alternate-exchange"));
  }

  get bindings(): Iterable<Binding> {
    return this.#bindings.values();
  }

  get unused(): boolean {
    return this.#bindings.size === 0;
  }

  /** @returns false when there is such a binding already */
  add(binding: Binding): boolean {
    const id = bindingId(binding);
    if (this.#bindings.has(id)) return false;
    this.#bindings.set(id, binding);
    const same = this.#byKey.get(binding.routingKey);
    if (same === undefined) this.#byKey.set(binding.routingKey, [binding]);
    else same.push(binding);
    this.#remembered.clear();
    return true;
  }

  /** @returns the binding that was removed; undefined when there is no such one */
  remove(wanted: Omit<Binding, "source">): Binding | undefined {
    const id = bindingId(wanted);
    const binding = this.#bindings.get(id);
    if (binding === undefined) return undefined;
    this.#bindings.delete(id);
    const same = this.#byKey.get(binding.routingKey)?.filter((one) => one !== binding) ?? [];
    if (same.length === 0) this.#byKey.delete(binding.routingKey);
    else this.#byKey.set(binding.routingKey, same);
    this.#remembered.clear();
    return binding;
  }

  /** The bindings that a message matches. @param headers read only where the type looks at them */
  match(routingKey: string, headers: () => FieldTable): Iterable<Binding> {
    switch (this.settings.type) {
      case "direct":
        return this.#byKey.get(routingKey) ?? [];
      case "fanout":
        return this.#bindings.values();
      case "topic":
        return this.#matchTopic(routingKey);
      case "headers": {
        const found = headers();
        return [...this.#bindings.values()].filter((binding) => matchesHeaders(binding.arguments, found));
      }
    }
  }

  #matchTopic(routingKey: string): readonly Binding[] {
    const known = this.#remembered.get(routingKey);
    if (known !== undefined) return known;
    const words = wordsOf(routingKey);
    const found = [...this.#byKey].flatMap(([key, bindings]) =>
      matchesTopic(wordsOf(key), words) ? bindings : [],
    );
    if (this.#remembered.size >= rememberedKeys) this.#remembered.clear();
    this.#remembered.set(routingKey, found);
    return found;
  }
}

/** An empty key has no words at all, as in RabbitMQ: `*` does not match it, `#` does. */
function wordsOf(key: string): readonly string[] {
  return key === "" ? [] : key.split(".");
}

export function bindingId({ destination, routingKey, arguments: args }: Omit<Binding, "source">): string {
  const name = destination.kind === "queue" ? destination.queue.name : destination.exchange.name;
  return JSON.stringify([destination.kind, name, routingKey, canonical({ type: "F", value: args })]);
}
