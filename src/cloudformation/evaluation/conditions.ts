import { equalJson, isList, isObject, type Json } from "../json.js";
import { TemplateError, type TemplatePath } from "../template-error.js";
import { evaluate } from "./evaluate.js";
import { waits } from "./functions.js";
import type { Scope } from "./scope.js";

/** Decides the conditions of a template, each when it is asked for. @throws TemplateError */
export class Conditions {
  readonly #definitions: Readonly<Record<string, Json>>;
  readonly #decided = new Map<string, boolean>();
  readonly #underWay = new Set<string>();
  readonly #scope: Scope;

  /** @param scope of parameters and mappings; what it says of conditions is not asked */
  constructor(definitions: Readonly<Record<string, Json>>, scope: Omit<Scope, "condition">) {
    this.#definitions = definitions;
    this.#scope = { ...scope, condition: (name) => this.holds(name) };
  }

  /** undefined where there is no such condition. */
  holds(name: string): boolean | undefined {
    const known = this.#decided.get(name);
    if (known !== undefined) return known;
    const definition = Object.hasOwn(this.#definitions, name) ? this.#definitions[name] : undefined;
    if (definition === undefined) return undefined;
    const path = ["Conditions", name];
    if (this.#underWay.has(name)) {
      throw new TemplateError(`Template error: Condition ${name} depends on itself`, path);
    }
    this.#underWay.add(name);
    const holds = this.#decide(definition, path);
    this.#underWay.delete(name);
    this.#decided.set(name, holds);
    return holds;
  }

  /** All of them, so that one that is wrong is found even where nothing uses it. */
  decideAll(): void {
    for (const name of Object.keys(this.#definitions)) this.holds(name);
  }

  #decide(definition: Json, path: TemplatePath): boolean {
    const [name = "", ...more] = isObject(definition) ? Object.keys(definition) : [];
    const argument = isObject(definition) ? (definition[name] ?? null) : null;
    const inside = [...path, name];
    if (more.length === 0) {
      if (name === "Condition" && typeof argument === "string") return this.#named(argument, inside);
      if (name === "Fn::Equals" && isList(argument) && argument.length === 2) {
        const [one, other] = argument.map((side, index) => this.#side(side, [...inside, index]));
        return equalJson(one, other);
      }
      if (isList(argument)) {
        const decided = (): boolean[] => argument.map((one, index) => this.#decide(one, [...inside, index]));
        if (name === "Fn::Not" && argument.length === 1) return decided()[0] === false;
        const [least, most] = [2, 10];
        if (argument.length >= least && argument.length <= most) {
          if (name === "Fn::And") return decided().every(Boolean);
          if (name === "Fn::Or") return decided().some(Boolean);
        }
      }
    }
    throw new TemplateError(
      "Template format error: Every Conditions member must be a condition function: Fn::And, Fn::Equals, Fn::Not, Fn::Or or Condition",
      path,
    );
  }

  #named(name: string, path: TemplatePath): boolean {
    const holds = this.holds(name);
    if (holds !== undefined) return holds;
    throw new TemplateError(
      `Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`,
      path,
    );
  }

  #side(value: Json, path: TemplatePath): Json {
    const side = evaluate(value, this.#scope, path);
    if (waits(side)) {
      throw new TemplateError("Template error: conditions cannot refer to resources", path);
    }
    return typeof side === "number" || typeof side === "boolean" ? String(side) : side;
  }
}
