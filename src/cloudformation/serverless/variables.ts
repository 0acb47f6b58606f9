import { isList, isObject, type Json, type JsonObject } from "../json.js";
import { TemplateError, type TemplatePath, unsupported } from "../template-error.js";

/** What serverless.yml may ask for. */
export interface VariableSources {
  readonly stage: string;
  /** `--region` and the like: `${opt:region}`. */
  readonly options: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the stage, over `default`. */
  readonly parameters: JsonObject;
}

/** `${…}` with nothing nested in it. */
const innermost = /\$\{([^${}]*)\}/;
const ofAws: Readonly<Record<string, string>> = { accountId: "AWS::AccountId", region: "AWS::Region" };

/** Fills `${…}` in a serverless.yml. CloudFormation's own (`${AWS::Region}`, `${Table}`) are left to it. */
export class Variables {
  readonly #document: JsonObject;
  readonly #sources: VariableSources;
  readonly #underWay = new Set<string>();

  constructor(document: JsonObject, sources: VariableSources) {
    this.#document = document;
    this.#sources = sources;
  }

  /**
   * What only AWS knows (`${aws:accountId}`) becomes a `Fn::Sub`.
   * @throws TemplateError for a variable without a value, and for a source that is not supported
   */
  fill(value: Json, path: TemplatePath): Json {
    return leftToAws(this.#fill(value, path), false);
  }

  #fill(value: Json, path: TemplatePath): Json {
    if (isList(value)) return value.map((item, index) => this.#fill(item, [...path, index]));
    if (isObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, this.#fill(member, [...path, key])]),
      );
    }
    return typeof value === "string" ? this.#fillText(value, path) : value;
  }

  #fillText(text: string, path: TemplatePath): Json {
    // What is CloudFormation's is set aside, so that the next one is found.
    const kept: string[] = [];
    let rest = text;
    for (let found = innermost.exec(rest); found !== null; found = innermost.exec(rest)) {
      const [whole, inside = ""] = found;
      const value = this.#isOurs(inside) ? this.#resolve(inside, path) : undefined;
      if (value === undefined) {
        kept.push(whole);
        rest = rest.replace(whole, `\uE001${kept.length - 1}\uE001`);
        continue;
      }
      // The whole text is one variable: its value keeps its type.
      if (whole === rest) return value;
      if (isObject(value) || isList(value)) {
        throw new TemplateError(`${whole} is no text`, path);
      }
      rest = rest.replace(whole, () => (value === null ? "" : String(value)));
    }
    return rest.replace(/\uE001(\d+)\uE001/g, (_all, index: string) => kept[Number(index)] ?? "");
  }

  #isOurs(inside: string): boolean {
    return /^(self|opt|sls|env|param|aws|file|ssm|cf|s3|git|terraform|strToBool|vault)\b[:.(]/.test(
      inside.trim(),
    );
  }

  /** The first of its alternatives that has a value: `${opt:stage, env:STAGE, 'dev'}`. */
  #resolve(inside: string, path: TemplatePath): Json {
    for (const alternative of splitOutsideQuotes(inside)) {
      const value = this.#alternative(alternative.trim(), path);
      if (value !== undefined) return value;
    }
    throw new TemplateError(`\${${inside}} has no value`, path);
  }

  #alternative(text: string, path: TemplatePath): Json | undefined {
    const quoted = /^'(.*)'$|^"(.*)"$/s.exec(text);
    if (quoted !== null) return quoted[1] ?? quoted[2] ?? "";
    if (text === "null") return null;
    if (text === "true" || text === "false") return text === "true";
    if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
    const [, source = "", address = ""] = /^(\w+):(.*)$/s.exec(text) ?? [];
    const { stage, options, env, parameters } = this.#sources;
    switch (source) {
      case "self":
        return this.#self(address, path);
      case "opt":
        return address === "stage" ? (options.stage ?? undefined) : options[address];
      case "sls":
        if (address === "stage") return stage;
        break;
      case "env":
        return env[address];
      case "param":
        return parameters[address];
      case "aws":
        if (ofAws[address] !== undefined) return `\uE000${ofAws[address]}\uE000`;
        break;
    }
    throw unsupported(`\${${text}}`, path);
  }

  #self(address: string, path: TemplatePath): Json | undefined {
    if (this.#underWay.has(address)) throw new TemplateError(`\${self:${address}} depends on itself`, path);
    let value: Json | undefined = this.#document;
    for (const key of address.split(".")) {
      value = isObject(value) ? value[key] : isList(value) ? value[Number(key)] : undefined;
    }
    if (value === undefined) return undefined;
    this.#underWay.add(address);
    const filled = this.#fill(value, address.split("."));
    this.#underWay.delete(address);
    return filled;
  }
}

/** Texts with one of `ofAws` in them, set between two marks so far, as CloudFormation fills them in. */
function leftToAws(value: Json, insideSub: boolean): Json {
  if (isList(value)) return value.map((item) => leftToAws(item, insideSub));
  if (isObject(value)) {
    const members = Object.entries(value);
    return Object.fromEntries(
      members.map(([key, one]) => [key, leftToAws(one, insideSub || key === "Fn::Sub")]),
    );
  }
  if (typeof value !== "string" || !value.includes("\uE000")) return value;
  const written = (text: string): string =>
    text.replace(/\uE000([^\uE000]*)\uE000/g, (_all, name: string) => `\${${name}}`);
  return insideSub ? written(value) : { "Fn::Sub": written(value.replaceAll("${", "${!")) };
}

function splitOutsideQuotes(text: string): string[] {
  return text.match(/(?:'[^']*'|"[^"]*"|[^,])+/g) ?? [];
}
