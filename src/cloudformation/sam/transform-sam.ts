import { isList, isObject, type Json } from "../json.js";
import { asTemplate, type Template, type TemplateResource } from "../template/template.js";
import { TemplateError, unsupported } from "../template-error.js";
import { implicitApis, implicitStage } from "./api-events.js";
import { globalsFor, mergeGlobals } from "./globals.js";
import { addHttpApi } from "./http-api.js";
import { addRestApi } from "./rest-api.js";
import type { CodeOf, SamContext, SamResource } from "./sam-context.js";
import { addFunction } from "./sam-function.js";
import { addSimpleTable } from "./simple-table.js";

export const samTransform = "AWS::Serverless-2016-10-31";
const languageExtensions = "AWS::LanguageExtensions";

export interface SamOptions {
  /** Of `parameterTexts`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Default: only code that is in S3 already. */
  readonly codeOf?: CodeOf;
}

/** Functions before APIs, whose methods they are. */
const order = [
  ["AWS::Serverless::Function", addFunction],
  ["AWS::Serverless::Api", addRestApi],
  ["AWS::Serverless::HttpApi", addHttpApi],
  ["AWS::Serverless::SimpleTable", addSimpleTable],
] as const;

export function usesTransform({ Transform: transform = [] }: Template): boolean {
  return transform.length > 0;
}

/**
 * Writes SAM's resources out as CloudFormation's, under the logical ids that SAM documents for them. A template without SAM
 * stays as it is.
 * @throws TemplateError
 */
export function transformSam(template: Template, { parameters = {}, codeOf }: SamOptions = {}): Template {
  const { Transform: given = [], Globals: _, ...rest } = template;
  const transforms = typeof given === "string" ? [given] : given;
  for (const name of transforms) {
    if (name !== samTransform && name !== languageExtensions)
      throw unsupported(`The transform ${name}`, ["Transform"]);
  }
  const serverless = Object.entries(template.Resources).filter(([, { Type }]) =>
    Type.startsWith("AWS::Serverless::"),
  );
  if (!transforms.includes(samTransform)) {
    const [first] = serverless;
    if (first === undefined) return { ...rest };
    throw new TemplateError(`Template format error: Unrecognized resource types: [${first[1].Type}]`, [
      ...["Resources", first[0]],
    ]);
  }
  const globals = globalsFor(template);
  const context: SamContext = {
    ...{ resources: new Map(Object.entries(template.Resources)), parameters, paths: new Map() },
    codeOf: codeOf ?? (() => undefined),
  };
  for (const [id, { Type: type }] of serverless) {
    if (!order.some(([known]) => known === type)) throw unsupported(type, ["Resources", id]);
  }
  for (const [type, add] of order) {
    for (const [id, resource] of serverless.filter(([, { Type }]) => Type === type)) {
      context.resources.delete(id);
      add(context, samResource(id, resource, globals(type)));
    }
    if (type === "AWS::Serverless::Function") addImplicitApis(context, serverless, globals);
  }
  const written = { ...rest, Resources: Object.fromEntries(context.resources) };
  return asTemplate(linked(written as unknown as Json, [...context.resources.keys()]));
}

function samResource(
  id: string,
  source: TemplateResource,
  globals: Readonly<Record<string, Json>>,
): SamResource {
  const properties = mergeGlobals(globals, source.Properties ?? {});
  return {
    id,
    source,
    properties: isObject(properties) ? properties : {},
    path: ["Resources", id, "Properties"],
  };
}

function addImplicitApis(
  context: SamContext,
  serverless: readonly (readonly [string, TemplateResource])[],
  globals: (type: string) => Readonly<Record<string, Json>>,
): void {
  const explicit = new Set(serverless.map(([id]) => id));
  for (const [id, { kind }] of [...context.paths]) {
    if (explicit.has(id) || id !== implicitApis[kind]) continue;
    const type = kind === "rest" ? "AWS::Serverless::Api" : "AWS::Serverless::HttpApi";
    const own = kind === "rest" ? { StageName: implicitStage } : {};
    const add = kind === "rest" ? addRestApi : addHttpApi;
    add(context, samResource(id, { Type: type, Properties: own }, globals(type)));
  }
}

/** What SAM makes for a resource, as templates refer to it: `!Ref Function.Alias`. */
const generatedIds: Readonly<Record<string, string>> = {
  Alias: "Alias[A-Za-z0-9]+",
  Version: "Version[0-9a-f]{10}",
  Stage: "(?!Deployment)[A-Za-z0-9]*Stage",
};

/** `!Ref Function.Alias`, `.Version`, and `!Ref Api.Stage`, put in terms of what was generated. */
function linked(document: Json, ids: readonly string[]): Json {
  const generated = (name: string): string | undefined => {
    const [, id = "", what = ""] = /^(\w+)\.(Alias|Version|Stage)$/.exec(name) ?? [];
    const pattern = generatedIds[what];
    return pattern === undefined ? undefined : ids.find((one) => new RegExp(`^${id}${pattern}$`).test(one));
  };
  const substituted = (text: string): string =>
    text.replace(/\$\{(\w+\.\w+)\}/g, (all, name: string) => {
      const target = generated(name);
      return target === undefined ? all : `\${${target}}`;
    });
  const link = (value: Json): Json => {
    if (isList(value)) return value.map(link);
    if (!isObject(value)) return value;
    const { Ref: ref, "Fn::Sub": text } = value;
    const found = typeof ref === "string" ? generated(ref) : undefined;
    if (found !== undefined) return { Ref: found };
    if (typeof text === "string") return { ...value, "Fn::Sub": substituted(text) };
    if (isList(text) && typeof text[0] === "string") {
      return { ...value, "Fn::Sub": [substituted(text[0]), ...text.slice(1).map(link)] };
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, link(member)]));
  };
  return link(document);
}
