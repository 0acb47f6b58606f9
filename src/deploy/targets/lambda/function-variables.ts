import { isObject, type Json, type JsonObject } from "../../../cloudformation/json.js";
import type { Template } from "../../../cloudformation/template/template.js";

/**
 * Every function with these environment variables too, where its template does not set them. Where the template computes its
 * variables as a whole, they are left alone.
 */
export function withVariables(template: Template, variables: Readonly<Record<string, string>>): Template {
  const { Globals: globals } = template;
  const shared = isObject(globals) ? variablesOf(globals.Function) : {};
  const entries = Object.entries(template.Resources).map(([id, resource]) => {
    const isSam = resource.Type === "AWS::Serverless::Function";
    if (!isSam && resource.Type !== "AWS::Lambda::Function") return [id, resource] as const;
    const properties = resource.Properties ?? {};
    const own = variablesOf(properties);
    if (own === undefined || (isSam && shared === undefined)) return [id, resource] as const;
    // What SAM's Globals set counts as set: a function's own would win over it.
    const missing = Object.entries(variables).filter(([name]) => !(isSam && name in (shared ?? {})));
    const environment = isObject(properties.Environment) ? properties.Environment : {};
    const Environment = { ...environment, Variables: { ...Object.fromEntries(missing), ...own } };
    return [id, { ...resource, Properties: { ...properties, Environment } }] as const;
  });
  return { ...template, Resources: Object.fromEntries(entries) };
}

/** Undefined where an intrinsic function makes them. */
function variablesOf(functionProperties: Json | undefined): JsonObject | undefined {
  const { Environment: environment = {} } = isObject(functionProperties) ? functionProperties : {};
  if (!isPlain(environment)) return undefined;
  const { Variables: variables = {} } = environment;
  return isPlain(variables) ? variables : undefined;
}

function isPlain(value: Json): value is JsonObject {
  return isObject(value) && Object.keys(value).every((key) => key !== "Ref" && !key.startsWith("Fn::"));
}
