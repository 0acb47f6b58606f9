import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isObject, type Json } from "../../../cloudformation/json.js";
import { readServerless } from "../../../cloudformation/serverless/read-serverless.js";
import { readDocument, type SourceDocument } from "../../../cloudformation/template/read-template.js";
import { asTemplate, type Template } from "../../../cloudformation/template/template.js";
import { withPlace } from "../../../cloudformation/template-error.js";
import { MsxError } from "../../../errors/msx-error.js";
import type { Service } from "../../../workspace/workspace.js";
import { aliasName } from "./aliases.js";

/** Which files of a service's folder are a function's code: those below a path of it, or those that patterns choose. */
export type CodeSource =
  | { readonly path: string }
  /** The last pattern that fits decides; with `!` in front it leaves out. */
  | { readonly patterns: readonly string[] };

/** What describes a service's functions and what they need. */
export interface Project {
  /** Relative to the service's folder. */
  readonly name: string;
  readonly document: SourceDocument;
  /** With SAM's resources; every function publishes an alias. */
  readonly template: Template;
  /** Values for the template's own parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Undefined where the code is in S3 already. */
  codeOf(logicalId: string, codeUri: Json | undefined): CodeSource | undefined;
}

export interface ProjectOptions {
  /** Of the template; for serverless.yml its options, `stage` among them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** For parameters that were not given, where the template has them. */
  readonly usual?: Readonly<Record<string, string>>;
  /** For serverless.yml's `${env:…}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const templates = ["template.yaml", "template.yml", "template.json"];
const serverless = ["serverless.yml", "serverless.yaml"];

/**
 * Reads what its service.yaml names, else its template.yaml, else its serverless.yml.
 * @throws MsxError FUNCTION_TEMPLATE_MISSING, FILE_INVALID
 */
export function readProject(
  { name: service, folder, iac }: Pick<Service, "name" | "folder" | "iac">,
  options: ProjectOptions,
): Project {
  const name = projectFile({ folder, iac });
  if (name === undefined) {
    const names = [...templates, ...serverless].join(", ");
    throw new MsxError("FUNCTION_TEMPLATE_MISSING", { service, folder, names });
  }
  const file = path.join(folder, name);
  let document: SourceDocument = { file, data: null, lineOf: () => 1 };
  try {
    document = readDocument(readFileSync(file, "utf8"), file);
    return templates.includes(name)
      ? ofTemplate(name, document, options)
      : ofServerless(name, document, options);
  } catch (error) {
    throw withPlace(error, document);
  }
}

/** The file that describes a service's functions, relative to its folder; undefined where there is none. */
export function projectFile({ folder, iac }: Pick<Service, "folder" | "iac">): string | undefined {
  return [...(iac === undefined ? [] : [iac]), ...templates, ...serverless].find((one) =>
    existsSync(path.join(folder, one)),
  );
}

function ofTemplate(name: string, document: SourceDocument, { parameters, usual }: ProjectOptions): Project {
  const template = publishing(asTemplate(document.data));
  const known = Object.entries(usual ?? {}).filter(([key]) => key in (template.Parameters ?? {}));
  return {
    ...{ name, document, template, parameters: { ...Object.fromEntries(known), ...parameters } },
    // As `sam` and `aws cloudformation package` have it: a path, unless it says that it is in S3.
    codeOf: (_, uri) => (typeof uri === "string" && !uri.startsWith("s3://") ? { path: uri } : undefined),
  };
}

function ofServerless(
  name: string,
  document: SourceDocument,
  { parameters, usual, env }: ProjectOptions,
): Project {
  const read = readServerless(document, { options: { ...usual, ...parameters }, env });
  return {
    ...{ name, document, template: publishing(read.template), parameters: {} },
    codeOf(logicalId) {
      const { artifact, patterns = [] } = read.functions.find((one) => one.logicalId === logicalId) ?? {};
      return artifact === undefined ? { patterns } : { path: artifact };
    },
  };
}

/**
 * Lets each of SAM's functions publish its versions behind an alias, where the template does not say itself how, and for every change: SAM
 * publishes for new code only, so that a change of settings would reach nobody behind an alias.
 */
function publishing(template: Template): Template {
  const { Globals: globals } = template;
  const shared = isObject(globals) && isObject(globals.Function) ? globals.Function : {};
  const usual = { AutoPublishAlias: aliasName, AutoPublishAliasAllProperties: true, ...shared };
  const { AutoPublishAlias, AutoPublishAliasAllProperties } = usual;
  const entries = Object.entries(template.Resources).map(([id, resource]) => {
    if (resource.Type !== "AWS::Serverless::Function") return [id, resource] as const;
    const Properties = { AutoPublishAlias, AutoPublishAliasAllProperties, ...resource.Properties };
    return [id, { ...resource, Properties }] as const;
  });
  return { ...template, Resources: Object.fromEntries(entries) };
}
