import nodePath from "node:path/posix";
import { isList, isObject, type Json } from "../../../cloudformation/json.js";
import { readDocument } from "../../../cloudformation/template/read-template.js";
import { TemplateError, type TemplatePath } from "../../../cloudformation/template-error.js";
import { phrase, type Reason } from "../../../errors/detail.js";

/** A file that describes infrastructure, read once; CloudFormation's short forms are written out. */
export interface ConfigSource {
  readonly file: string;
  readonly data: Json;
  /** From 1: the line of the last key of a path. */
  lineOf(path: TemplatePath): number;
  /** What `${file(…)}` names, when it is a file beside this one. */
  include(file: string): ConfigSource | undefined;
}

/** Why a file cannot be read, and where. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly detail: Reason;
}

/** More than an honest serverless.yml nests; also ends files that include each other. */
const maxIncludes = 5;
/** Comments and blank lines between a key and its value. */
const maxGap = 20;

/** A file as a source, or what is wrong with it. Never throws. */
export function readSource(
  file: string,
  read: (path: string) => string | undefined,
  depth = 0,
): ConfigSource | ConfigProblem | undefined {
  const text = read(file);
  if (text === undefined) return undefined;
  try {
    const document = readDocument(text, file);
    const lines = text.split("\n");
    return {
      ...{ file, data: document.data },
      lineOf: (path) => keyLine(lines, path, document.lineOf(path)),
      include(name) {
        const source =
          depth < maxIncludes
            ? readSource(nodePath.join(nodePath.dirname(file), name), read, depth + 1)
            : undefined;
        return source && "data" in source ? source : undefined;
      },
    };
  } catch (error) {
    if (!(error instanceof TemplateError)) return { file, line: 1, detail: phrase("nested-too-deeply") };
    const { message: detail } = error;
    return { file, line: Number(/\(line (\d+)/.exec(detail)?.[1] ?? 1), detail };
  }
}

/** A block stands below its key; a reader looks for the key. */
function keyLine(lines: readonly string[], path: TemplatePath, line: number): number {
  const key = path.at(-1);
  if (typeof key !== "string") return line;
  const starts = (at: number): boolean => {
    const text = (lines[at - 1] ?? "").trimStart().replace(/^(?:- +)+/, "");
    return [key, `"${key}"`, `'${key}'`].some(
      (written) => text.startsWith(written) && /^\s*:/.test(text.slice(written.length)),
    );
  };
  for (let at = line; at > 0 && at > line - maxGap; at -= 1) if (starts(at)) return at;
  return line;
}

/** A place in a template or serverless.yml: what stands there, and where. Includes are followed. */
export class ConfigNode {
  readonly source: ConfigSource;
  readonly path: TemplatePath;
  readonly value: Json;

  private constructor(source: ConfigSource, path: TemplatePath, value: Json) {
    this.source = source;
    this.path = path;
    this.value = value;
  }

  /** The whole of a file, or a place in it. */
  static at(source: ConfigSource, path: TemplatePath = [], value: Json = source.data): ConfigNode {
    const [, name, address] =
      typeof value === "string"
        ? (/^\$\{file\(([^(){}]+)\)(?::([\w.-]+))?(?:\s*,[^{}]*)?\}$/.exec(value.trim()) ?? [])
        : [];
    const included = name === undefined ? undefined : source.include(name.trim());
    if (!included) return new ConfigNode(source, path, value);
    const keys = address?.split(".") ?? [];
    let inside: Json | undefined = included.data;
    for (const key of keys) inside = isObject(inside) ? inside[key] : undefined;
    return ConfigNode.at(included, keys, inside ?? null);
  }

  get file(): string {
    return this.source.file;
  }

  get line(): number {
    return this.source.lineOf(this.path);
  }

  /** Undefined where there is nothing, or null. */
  get(...keys: readonly (string | number)[]): ConfigNode | undefined {
    const [key, ...rest] = keys;
    if (key === undefined) return this;
    const { value } = this;
    const has = (isObject(value) || isList(value)) && Object.hasOwn(value, key);
    const inner = has ? (value as Readonly<Record<string | number, Json>>)[key] : undefined;
    if (inner === undefined || inner === null) return undefined;
    return ConfigNode.at(this.source, [...this.path, key], inner).get(...rest);
  }

  /** The first of several names that is there. */
  first(...names: readonly string[]): ConfigNode | undefined {
    for (const name of names) {
      const found = this.get(name);
      if (found) return found;
    }
    return undefined;
  }

  entries(): readonly (readonly [string, ConfigNode])[] {
    const { value } = this;
    if (!isObject(value)) return [];
    return Object.keys(value).flatMap((key) => {
      const node = this.get(key);
      return node ? [[key, node] as const] : [];
    });
  }

  /** The items of a list; what is no list is its only item. */
  items(): readonly ConfigNode[] {
    const { value } = this;
    if (!isList(value)) return [this];
    return value.flatMap((_item, index) => this.get(index) ?? []);
  }

  get text(): string | undefined {
    return typeof this.value === "string" ? this.value : undefined;
  }
}
