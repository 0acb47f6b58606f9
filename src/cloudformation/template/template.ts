import { isObject, type Json, type JsonObject } from "../json.js";
import { TemplateError } from "../template-error.js";

/** A resource as a template has it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: JsonObject;
  readonly [attribute: string]: unknown;
}

/** A CloudFormation template: its sections, with functions in their long form (`{"Fn::Sub": …}`). */
export interface Template {
  readonly AWSTemplateFormatVersion?: string;
  readonly Description?: string;
  readonly Metadata?: JsonObject;
  readonly Transform?: string | readonly string[];
  readonly Globals?: JsonObject;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly Conditions?: JsonObject;
  readonly Rules?: JsonObject;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: Json;
  readonly Description?: string;
  readonly NoEcho?: boolean | string;
  readonly AllowedValues?: readonly Json[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinLength?: number | string;
  readonly MaxLength?: number | string;
  readonly MinValue?: number | string;
  readonly MaxValue?: number | string;
}

export interface TemplateOutput {
  readonly Value: Json;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: Json };
}

const sections = new Set([
  ...["AWSTemplateFormatVersion", "Description", "Metadata", "Transform", "Parameters", "Mappings"],
  ...["Conditions", "Resources", "Outputs", "Rules", "Hooks"],
]);
const resourceAttributes = new Set([
  ...["Type", "Properties", "DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "Metadata"],
  ...["CreationPolicy", "UpdatePolicy"],
]);
const policies = new Set(["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"]);

function formatError(message: string, path: readonly string[]): TemplateError {
  return new TemplateError(`Template format error: ${message}`, path);
}

/**
 * Sees to it that a document has a template's form.
 * @throws TemplateError
 */
export function asTemplate(document: Json): Template {
  if (!isObject(document)) throw formatError("unsupported structure.", []);
  const unknown = Object.keys(document).filter(
    (key) => !sections.has(key) && !(key === "Globals" && document.Transform !== undefined),
  );
  if (unknown.length > 0) {
    throw new TemplateError(`Invalid template property or properties [${unknown.join(", ")}]`, [
      unknown[0] ?? "",
    ]);
  }
  for (const section of ["Hooks", "Rules"]) {
    if (document[section] !== undefined) {
      throw new TemplateError(`${section} are not supported by msx`, [section], "unsupported");
    }
  }
  const version = document.AWSTemplateFormatVersion;
  if (version !== undefined && version !== "2010-09-09") {
    throw formatError(`unsupported value for AWSTemplateFormatVersion.`, ["AWSTemplateFormatVersion"]);
  }
  for (const section of ["Parameters", "Mappings", "Conditions", "Outputs", "Metadata"]) {
    const value = document[section];
    if (value !== undefined && !isObject(value))
      throw formatError(`${section} must be an object.`, [section]);
  }
  const resources = document.Resources;
  if (!isObject(resources) || Object.keys(resources).length === 0) {
    throw formatError("At least one Resources member must be defined.", ["Resources"]);
  }
  for (const [id, resource] of Object.entries(resources)) checkResource(id, resource);
  return document as unknown as Template;
}

function checkResource(id: string, resource: Json): void {
  const path = ["Resources", id];
  if (!/^[A-Za-z0-9]+$/.test(id)) throw formatError(`Resource name ${id} is non alphanumeric.`, path);
  if (!isObject(resource)) throw formatError(`Each Resources member must be an object.`, path);
  if (typeof resource.Type !== "string") {
    throw formatError(`[/Resources/${id}] Every Resources object must contain a Type member.`, path);
  }
  for (const key of Object.keys(resource)) {
    if (!resourceAttributes.has(key)) {
      throw new TemplateError(`Encountered unsupported property ${key}`, [...path, key]);
    }
  }
  for (const key of ["CreationPolicy", "UpdatePolicy"]) {
    if (resource[key] !== undefined) {
      throw new TemplateError(`${key} of ${id} is not supported by msx`, [...path, key], "unsupported");
    }
  }
  if (resource.Properties !== undefined && !isObject(resource.Properties)) {
    throw new TemplateError(`Properties of ${id} must be an object`, [...path, "Properties"]);
  }
  for (const key of ["DeletionPolicy", "UpdateReplacePolicy"]) {
    const policy = resource[key];
    if (policy !== undefined && (typeof policy !== "string" || !policies.has(policy))) {
      throw formatError(`Unrecognized ${key} ${JSON.stringify(policy)} for resource ${id}`, [...path, key]);
    }
    if (policy === "Snapshot") {
      throw new TemplateError(
        `${key} Snapshot of ${id} is not supported by msx`,
        [...path, key],
        "unsupported",
      );
    }
  }
}
