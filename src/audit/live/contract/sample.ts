import { type Contract, isObject, type Schema } from "./operations.js";
import type { Random } from "./random.js";

const deepest = 6;
const letters = "abcdefghijklmnopqrstuvwxyz";

const formats: Readonly<Record<string, (random: Random) => string>> = {
  uuid: (random) => random.uuid(),
  email: (random) => `live-${random.uuid()}@example.com`,
  "date-time": () => "2030-01-02T03:04:05.678Z",
  date: () => "2030-01-02",
  time: () => "03:04:05Z",
  uri: (random) => `https://example.com/${random.uuid()}`,
  "uri-reference": (random) => `/${random.uuid()}`,
  hostname: () => "example.com",
  ipv4: () => "192.0.2.1",
  ipv6: () => "2001:db8::1",
};

/** A value that fits a schema, as far as it can be made without a solver: patterns of more than a class are not. */
export function sampleOf(schema: Schema, contract: Contract, random: Random, depth = 0): unknown {
  const known = contract.resolve(schema);
  if (known.const !== undefined) return known.const;
  if (Array.isArray(known.enum) && known.enum.length > 0) return random.pick(known.enum);
  if (known.example !== undefined) return known.example;
  if (known.default !== undefined) return known.default;
  const [choice] = [known.oneOf, known.anyOf].flatMap((one) => (Array.isArray(one) ? one : []));
  if (choice !== undefined) return sampleOf(contract.resolve(choice), contract, random, depth + 1);
  if (Array.isArray(known.allOf)) return allOf(known, contract, random, depth);
  switch (typeOf(known)) {
    case "object":
      return objectOf(known, contract, random, depth);
    case "array":
      return arrayOf(known, contract, random, depth);
    case "integer":
    case "number":
      return numberOf(known);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return textOf(known, random);
  }
}

/** The schema's type; the first that is not null of several. */
export function typeOf(schema: Schema): string {
  const types = Array.isArray(schema.type) ? schema.type.map(String) : [String(schema.type ?? "")];
  const [first] = types.filter((type) => type !== "null");
  if (first) return first;
  if (types.includes("null")) return "null";
  return isObject(schema.properties) ? "object" : schema.items !== undefined ? "array" : "string";
}

function allOf(schema: Schema, contract: Contract, random: Random, depth: number): unknown {
  const parts = (schema.allOf as readonly unknown[]).map((one) =>
    sampleOf(contract.resolve(one), contract, random, depth + 1),
  );
  return parts.every(isObject) ? Object.assign({}, ...parts) : parts[0];
}

function objectOf(schema: Schema, contract: Contract, random: Random, depth: number): object {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const wanted = depth < deepest ? Object.keys(properties) : required;
  return Object.fromEntries(
    wanted
      .filter((name) => required.includes(name) || depth < 2)
      .map((name) => [name, sampleOf(contract.resolve(properties[name]), contract, random, depth + 1)]),
  );
}

function arrayOf(schema: Schema, contract: Contract, random: Random, depth: number): readonly unknown[] {
  const least = typeof schema.minItems === "number" ? schema.minItems : depth < deepest ? 1 : 0;
  const items = contract.resolve(schema.items);
  return Array.from({ length: Math.min(least, 20) }, () => sampleOf(items, contract, random, depth + 1));
}

function numberOf(schema: Schema): number {
  const limit = (name: string): number | undefined =>
    typeof schema[name] === "number" ? schema[name] : undefined;
  const least = limit("minimum") ?? (limit("exclusiveMinimum") ?? 0) + 1;
  return Math.min(least, limit("maximum") ?? least);
}

function textOf(schema: Schema, random: Random): string {
  const made = formats[String(schema.format)]?.(random);
  if (made !== undefined) return made;
  const least = typeof schema.minLength === "number" ? schema.minLength : 1;
  const most = typeof schema.maxLength === "number" ? schema.maxLength : 20;
  const length = Math.max(least, Math.min(most, 12));
  const alphabet = /^\^?\[A-Z/.test(String(schema.pattern)) ? letters.toUpperCase() : letters;
  // `^[A-Z]{3}$`: a class and how often, the form that codes of countries and currencies have.
  const times = Number(/\{(\d+)\}\$?$/.exec(String(schema.pattern))?.[1] ?? length);
  const digits = /^\^?(?:\\d|\[0-9\])/.test(String(schema.pattern)) ? "0123456789" : alphabet;
  return Array.from({ length: times }, () => random.pick([...digits])).join("");
}
