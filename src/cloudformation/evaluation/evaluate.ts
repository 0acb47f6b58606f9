import { isList, isObject, type Json, type JsonObject } from "../json.js";
import { TemplateError, type TemplatePath, unsupported } from "../template-error.js";
import { callFunction, isFunction } from "./functions.js";
import { noValue, type Scope } from "./scope.js";

/**
 * Carries out the functions in a value. Those about resources that have no value yet stay, in their long form and
 * with everything else in them carried out, to be evaluated again.
 * @throws TemplateError
 */
export function evaluate(value: Json, scope: Scope, path: TemplatePath): Json {
  const result = evaluateItem(value, scope, path);
  return result === noValue ? null : result;
}

/** As `evaluate`, where the value may turn out to be none. */
export function evaluateItem(value: Json, scope: Scope, path: TemplatePath): Json | typeof noValue {
  if (isList(value)) {
    return value.flatMap((item, index) => {
      const result = evaluateItem(item, scope, [...path, index]);
      return result === noValue ? [] : [result];
    });
  }
  if (typeof value === "string" && value.includes("{{resolve:")) {
    throw unsupported("A dynamic reference ({{resolve:…}})", path);
  }
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const [name] = keys;
  if (keys.length === 1 && name !== undefined && isFunction(name)) {
    return callFunction(name, value[name] ?? null, { scope, path: [...path, name], evaluateItem });
  }
  const misplaced = keys.find((key) => key.startsWith("Fn::"));
  if (misplaced !== undefined) {
    throw new TemplateError(`Template error: unresolved function ${misplaced}`, [...path, misplaced]);
  }
  return evaluateMembers(value, scope, path);
}

/** Each member of an object; those without a value are left out. */
export function evaluateMembers(value: JsonObject, scope: Scope, path: TemplatePath): JsonObject {
  const members = Object.entries(value).flatMap(([key, member]) => {
    const result = evaluateItem(member, scope, [...path, key]);
    return result === noValue ? [] : [[key, result] as const];
  });
  return Object.fromEntries(members);
}
