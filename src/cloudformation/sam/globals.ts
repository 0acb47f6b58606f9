import { isList, isObject, type Json, type JsonObject } from "../json.js";
import type { Template } from "../template/template.js";
import { unsupported } from "../template-error.js";

const sections: Readonly<Record<string, string>> = {
  Function: "AWS::Serverless::Function",
  Api: "AWS::Serverless::Api",
  HttpApi: "AWS::Serverless::HttpApi",
  SimpleTable: "AWS::Serverless::SimpleTable",
};

/** The properties of a type's resources that `Globals` gives to all of them. @throws TemplateError */
export function globalsFor({ Globals: globals = {} }: Template): (type: string) => JsonObject {
  const byType = new Map(
    Object.entries(globals).map(([name, properties]) => {
      const type = sections[name];
      if (type === undefined || !isObject(properties))
        throw unsupported(`Globals ${name}`, ["Globals", name]);
      return [type, properties] as const;
    }),
  );
  return (type) => byType.get(type) ?? {};
}

/** Lists are put behind the global ones, maps merged, everything else replaces (SAM, "Globals section"). */
export function mergeGlobals(shared: Json | undefined, own: Json | undefined): Json | undefined {
  if (own === undefined || shared === undefined) return own ?? shared;
  if (isList(shared) && isList(own)) return [...shared, ...own];
  if (!isObject(shared) || !isObject(own) || isFunctionCall(shared) || isFunctionCall(own)) return own;
  const keys = [...new Set([...Object.keys(shared), ...Object.keys(own)])];
  return Object.fromEntries(keys.map((key) => [key, mergeGlobals(shared[key], own[key]) ?? null]));
}

function isFunctionCall(value: JsonObject): boolean {
  const [name = "", ...more] = Object.keys(value);
  return more.length === 0 && (name === "Ref" || name.startsWith("Fn::"));
}
