import { httpMethods } from "../../evidence/openapi.js";

type Json = Readonly<Record<string, unknown>>;

/** A JSON Schema with its references resolved where it is looked at. */
export type Schema = Json;

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required: boolean;
  readonly schema: Schema;
  /** Undefined where the contract gives none. */
  readonly example: unknown;
}

/** One operation of an OpenAPI document. */
export interface Operation {
  /** In upper case. */
  readonly method: string;
  /** As in the contract, with `{holes}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Of the JSON request body, when it takes one. */
  readonly body?: { readonly schema: Schema; readonly example: unknown };
}

const deepest = 20;

/** An OpenAPI document as requests are made from it. Never throws for what a document may hold. */
export class Contract {
  readonly document: Json;
  readonly operations: readonly Operation[];

  constructor(document: unknown) {
    this.document = isObject(document) ? document : {};
    this.operations = Object.entries(this.#object(this.document.paths)).flatMap(([path, item]) =>
      this.#operationsOf(path, this.resolve(item)),
    );
  }

  /** Follows local references (`#/…`); an empty schema for one that leads nowhere. */
  resolve(value: unknown, depth = 0): Json {
    if (!isObject(value)) return {};
    if (typeof value.$ref !== "string" || depth > deepest) return value;
    const steps = value.$ref.startsWith("#/") ? value.$ref.slice(2).split("/") : [];
    let found: unknown = steps.length > 0 ? this.document : undefined;
    for (const step of steps) {
      const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
      found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
    }
    return this.resolve(found, depth + 1);
  }

  #operationsOf(path: string, item: Json): Operation[] {
    return httpMethods
      .filter((method) => isObject(item[method]) && method !== "trace" && method !== "options")
      .map((method) => {
        const operation = this.resolve(item[method]);
        const listed = [item.parameters, operation.parameters].flatMap((one) =>
          Array.isArray(one) ? one : [],
        );
        const body = this.#bodyOf(operation);
        return {
          ...{ method: method.toUpperCase(), path },
          parameters: listed.map((one) => this.#parameter(this.resolve(one))),
          ...(body && { body }),
        };
      });
  }

  #parameter(one: Json): Parameter {
    const place = ["path", "query", "header", "cookie"].find((known) => known === one.in) ?? "query";
    return {
      name: String(one.name ?? ""),
      in: place as Parameter["in"],
      required: one.required === true,
      schema: this.resolve(one.schema),
      example: exampleOf(one, this),
    };
  }

  #bodyOf(operation: Json): Operation["body"] {
    const content = this.#object(this.resolve(operation.requestBody).content);
    const type = Object.keys(content).find((one) => /^application\/(?:[\w.-]+\+)?json\b/.test(one));
    if (type === undefined) return undefined;
    const media = this.resolve(content[type]);
    return { schema: this.resolve(media.schema), example: exampleOf(media, this) };
  }

  #object(value: unknown): Json {
    return isObject(value) ? value : {};
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function exampleOf(holder: Json, contract: Contract): unknown {
  if (holder.example !== undefined) return holder.example;
  const [first] = isObject(holder.examples) ? Object.values(holder.examples) : [];
  if (first !== undefined) return contract.resolve(first).value;
  const schema = contract.resolve(holder.schema);
  if (schema.example !== undefined) return schema.example;
  return Array.isArray(schema.examples) ? schema.examples[0] : undefined;
}
