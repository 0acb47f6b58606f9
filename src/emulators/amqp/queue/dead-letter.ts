import { type Properties, readProperties, writeProperties } from "../wire/content-header.js";
import {
  type FieldTable,
  type FieldValue,
  integerOf,
  longField,
  tableOf,
  textField,
  textOf,
} from "../wire/field-table.js";
import type { Message } from "./message.js";
import type { DeathReason } from "./queue.js";

/** Which queue a message died in, and why. */
export interface Death {
  readonly queue: string;
  readonly reason: DeathReason;
  readonly message: Message;
  /** ms since 1970. */
  readonly at: number;
}

/**
 * The content header of a dead letter: `x-death` counts this death, `x-first-death-*` stay as they are once written,
 * `x-last-death-*` name this one, and the expiration goes, so that it does not expire again.
 */
export function deadLetterHeader(death: Death): Buffer {
  const { message } = death;
  let properties: Properties;
  try {
    properties = readProperties(message.header);
  } catch {
    // Its publisher sent headers that are none; what can be said of its death is said all the same.
    properties = {};
  }
  const { expiration, ...kept } = properties;
  const headers = new Map(kept.headers ?? []);
  headers.set("x-death", { type: "A", value: addDeath(deathsOf(headers), death, expiration) });
  const facts = Object.entries({ reason: death.reason, queue: death.queue, exchange: message.exchange });
  if (!headers.has("x-first-death-reason")) {
    for (const [name, value] of facts) headers.set(`x-first-death-${name}`, textField(value));
  }
  for (const [name, value] of facts) headers.set(`x-last-death-${name}`, textField(value));
  return writeProperties({ ...kept, headers }, message.body.length);
}

/**
 * Whether a dead letter would come back to a queue by itself for ever: it died there before, and no consumer rejected it
 * anywhere since.
 */
export function wouldCircle(headers: FieldTable, queue: string): boolean {
  const deaths = deathsOf(headers);
  const last = deaths.findIndex((death) => textOf(death.get("queue")) === queue);
  if (last < 0) return false;
  return deaths.slice(0, last + 1).every((death) => textOf(death.get("reason")) !== "rejected");
}

/** Newest first. */
function deathsOf(headers: FieldTable): readonly FieldTable[] {
  const field = headers.get("x-death");
  if (field?.type !== "A") return [];
  return field.value.flatMap((one) => (one.type === "F" ? [one.value] : []));
}

/** One entry for each queue and reason, with a count; the one that died last stands first. */
function addDeath(deaths: readonly FieldTable[], death: Death, expiration: string | undefined): FieldValue[] {
  const same = (entry: FieldTable): boolean =>
    textOf(entry.get("queue")) === death.queue && textOf(entry.get("reason")) === death.reason;
  const before = deaths.find(same);
  const entry: FieldTable =
    before === undefined
      ? newEntry(death, expiration)
      : new Map([...before, ["count", longField((integerOf(before.get("count")) ?? 0) + 1)]]);
  return [entry, ...deaths.filter((one) => one !== before)].map((value) => ({ type: "F", value }));
}

function newEntry({ queue, reason, message, at }: Death, expiration: string | undefined): FieldTable {
  return tableOf({
    count: longField(1),
    reason: textField(reason),
    queue: textField(queue),
    time: { type: "T", value: BigInt(Math.floor(at / 1000)) },
    exchange: textField(message.exchange),
    "routing-keys": { type: "A", value: [textField(message.routingKey)] },
    ...(expiration !== undefined && { "original-expiration": textField(expiration) }),
  });
}
