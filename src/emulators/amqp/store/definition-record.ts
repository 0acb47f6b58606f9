import { toRecord } from "../../journal/record.js";
import type { Queue } from "../queue/queue.js";
import type { QueueSettings } from "../queue/queue-settings.js";
import type { Binding, Exchange, ExchangeSettings } from "../routing/exchange.js";
import { FieldReader } from "../wire/field-reader.js";
import type { FieldTable } from "../wire/field-table.js";
import { FieldWriter } from "../wire/field-writer.js";
import type { recordTypes } from "./record-types.js";

/** A field table as text: the bytes it has on the wire, base64. */
type TableText = string;

type Written<Settings> = Omit<Settings, "arguments"> & {
  readonly vhost: string;
  readonly arguments: TableText;
};

export type ExchangeDefinition = Written<ExchangeSettings>;
export type QueueDefinition = Written<QueueSettings> & { readonly id: number };
export type BindingDefinition = Written<Pick<Binding, "source" | "routingKey" | "arguments">> & {
  readonly kind: "queue" | "exchange";
  readonly destination: string;
};

export function exchangeDefinition(vhost: string, { settings }: Exchange): ExchangeDefinition {
  return { vhost, ...settings, arguments: tableText(settings.arguments) };
}

export function queueDefinition(vhost: string, { id, settings }: Queue): QueueDefinition {
  return { vhost, id, ...settings, arguments: tableText(settings.arguments) };
}

export function bindingDefinition(vhost: string, binding: Binding): BindingDefinition {
  const { source, destination, routingKey, arguments: table } = binding;
  const name = destination.kind === "queue" ? destination.queue.name : destination.exchange.name;
  return {
    vhost,
    source,
    kind: destination.kind,
    destination: name,
    routingKey,
    arguments: tableText(table),
  };
}

/** Declarations are few, and people may want to read them: JSON. */
export function definitionRecord(
  type: (typeof recordTypes)[keyof typeof recordTypes],
  definition: object,
): Buffer {
  return toRecord(type, Buffer.from(JSON.stringify(definition)));
}

export function readDefinition<Definition>(payload: Buffer): Definition {
  return JSON.parse(payload.toString("utf8")) as Definition;
}

export function readTableText(text: TableText): FieldTable {
  return new FieldReader(Buffer.from(text, "base64")).table();
}

function tableText(table: FieldTable): TableText {
  const writer = new FieldWriter();
  writer.table(table);
  return writer.take().toString("base64");
}
