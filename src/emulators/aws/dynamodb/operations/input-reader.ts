import type { AwsInput } from "../../front/aws-service.js";
import { serialization, validation } from "../dynamodb-error.js";
import { isObject } from "../values/read-value.js";

interface Limits {
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
}

/**
 * Reads the members of a request. What breaks a constraint of the service's model is gathered, and said at once by `check`,
 * as AWS does: `2 validation errors detected: …; …`.
 */
export class InputReader {
  readonly #errors: string[];

  /** @param at the way to this part of the request, for messages */
  constructor(
    readonly input: AwsInput,
    readonly at = "",
    parent?: InputReader,
  ) {
    this.#errors = parent === undefined ? [] : parent.#errors;
  }

  text(
    name: string,
    limits: Limits & { readonly options?: readonly string[]; readonly pattern?: string } = {},
  ): string | undefined {
    const value = this.#member(name, limits);
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw wrongType(value, "String");
    const { options, pattern } = limits;
    if (options !== undefined && !options.includes(value)) {
      this.#fail(name, `'${value}'`, `Member must satisfy enum value set: [${options.join(", ")}]`);
    }
    if (pattern !== undefined && !new RegExp(`^${pattern}$`).test(value)) {
      this.#fail(name, `'${value}'`, `Member must satisfy regular expression pattern: ${pattern}`);
    }
    this.#checkLength(name, `'${value}'`, value.length, limits);
    return value;
  }

  integer(name: string, limits: Limits = {}): number | undefined {
    const value = this.#member(name, limits);
    if (value === undefined) return undefined;
    if (typeof value !== "number") throw wrongType(value, "Integer");
    const { min, max } = limits;
    if (min !== undefined && value < min) {
      this.#fail(name, `'${value}'`, `Member must have value greater than or equal to ${min}`);
    }
    if (max !== undefined && value > max) {
      this.#fail(name, `'${value}'`, `Member must have value less than or equal to ${max}`);
    }
    return Math.floor(value);
  }

  boolean(name: string): boolean | undefined {
    const value = this.#member(name, {});
    if (value === undefined) return undefined;
    if (typeof value !== "boolean") throw serialization("Unexpected token received from parser");
    return value;
  }

  /** A structure: what is read of it counts to the same errors. */
  structure(name: string, limits: Pick<Limits, "required"> = {}): InputReader | undefined {
    const value = this.#member(name, limits);
    return value === undefined ? undefined : this.#inside(value, this.#path(name));
  }

  structures(name: string, limits: Limits = {}): InputReader[] | undefined {
    return this.list(name, limits)?.map((element, at) =>
      this.#inside(element, `${this.#path(name)}.${at + 1}.member`),
    );
  }

  list(name: string, limits: Limits = {}): readonly unknown[] | undefined {
    const value = this.#member(name, limits);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw serialization("Unexpected field type");
    this.#checkLength(name, `'${JSON.stringify(value)}'`, value.length, limits);
    return value;
  }

  /** A map as it was sent. */
  map(name: string, limits: Limits = {}): Readonly<Record<string, unknown>> | undefined {
    const value = this.#member(name, limits);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw serialization("Unexpected field type");
    this.#checkLength(name, `'${JSON.stringify(value)}'`, Object.keys(value).length, limits);
    return value;
  }

  /** The structures of a map, by key. */
  structureMap(name: string, limits: Limits = {}): Map<string, InputReader> {
    const map = this.map(name, limits) ?? {};
    return new Map(
      Object.keys(map).map((key) => [key, this.#inside(map[key], `${this.#path(name)}.${key}.member`)]),
    );
  }

  /** @throws AwsError ValidationException when a constraint was broken */
  check(): void {
    const count = this.#errors.length;
    if (count === 0) return;
    const shown = this.#errors.slice(0, 10);
    throw validation(
      `${shown.length} validation error${shown.length > 1 ? "s" : ""} detected: ${shown.join("; ")}`,
    );
  }

  #member(name: string, { required }: Limits): unknown {
    const value = this.input[name];
    if (value !== undefined && value !== null) return value;
    if (required === true) this.#fail(name, "null", "Member must not be null");
    return undefined;
  }

  #inside(value: unknown, at: string): InputReader {
    if (!isObject(value)) throw serialization("Unexpected field type");
    return new InputReader(value, at, this);
  }

  #checkLength(name: string, value: string, length: number, { min, max }: Limits): void {
    if (min !== undefined && length < min) {
      this.#fail(name, value, `Member must have length greater than or equal to ${min}`);
    }
    if (max !== undefined && length > max) {
      this.#fail(name, value, `Member must have length less than or equal to ${max}`);
    }
  }

  #fail(name: string, value: string, constraint: string): void {
    this.#errors.push(`Value ${value} at '${this.#path(name)}' failed to satisfy constraint: ${constraint}`);
  }

  #path(name: string): string {
    const lower = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    return this.at === "" ? lower : `${this.at}.${lower}`;
  }
}

function wrongType(value: unknown, wanted: string): Error {
  if (typeof value === "object") return serialization("Start of structure or map found where not expected");
  const names = { number: "NUMBER_VALUE", string: "STRING_VALUE", boolean: "TRUE_VALUE" };
  const name = value === false ? "FALSE_VALUE" : (names[typeof value as keyof typeof names] ?? "NULL_VALUE");
  return serialization(`${name} cannot be converted to ${wanted}`);
}
