import type { DesiredStack, StackPlace } from "../../../cloudformation/evaluation/desired-stack.js";
import { evaluateStack } from "../../../cloudformation/evaluation/evaluate-stack.js";
import { parameterTexts } from "../../../cloudformation/evaluation/parameters.js";
import type { Json, JsonObject } from "../../../cloudformation/json.js";
import { transformSam } from "../../../cloudformation/sam/transform-sam.js";
import type { Template } from "../../../cloudformation/template/template.js";
import { withPlace } from "../../../cloudformation/template-error.js";
import { withAliases } from "./aliases.js";
import { withVariables } from "./function-variables.js";
import type { CodeSource, Project } from "./project.js";
import { withTags } from "./resource-tags.js";

export interface StackSetting {
  readonly place: StackPlace;
  readonly tags: Readonly<Record<string, string>>;
  /** Environment variables of every function, beside its own. */
  readonly variables: Readonly<Record<string, string>>;
  /** The digest of the archive that is made of a function's code. */
  digestOf(code: CodeSource): string;
}

/**
 * What a service's project comes to: every function behind an alias, everything tagged.
 * @throws MsxError FILE_INVALID, with the template's line
 */
export function stackOf(project: Project, { place, tags, variables, digestOf }: StackSetting): DesiredStack {
  const { template, codeOf } = project;
  try {
    const parameters = parameterTexts(template, { values: project.parameters });
    const found = (id: string, uri: Json | undefined): JsonObject | undefined => {
      const source = codeOf(id, uri);
      return source === undefined ? undefined : { Sha256: digestOf(source) };
    };
    const plain = transformSam(withVariables(template, variables), { parameters, codeOf: found });
    const packaged = mapFunctions(plain, (id, properties) => {
      const { Code: uri } = properties;
      const made = typeof uri === "string" ? found(id, uri) : undefined;
      return made === undefined ? properties : { ...properties, Code: made };
    });
    return evaluateStack(withTags(withAliases(packaged), tags), { place, parameters });
  } catch (error) {
    throw withPlace(error, project.document);
  }
}

function mapFunctions(
  template: Template,
  change: (id: string, properties: JsonObject) => JsonObject,
): Template {
  const entries = Object.entries(template.Resources).map(([id, resource]) => {
    if (resource.Type !== "AWS::Lambda::Function") return [id, resource] as const;
    return [id, { ...resource, Properties: change(id, resource.Properties ?? {}) }] as const;
  });
  return { ...template, Resources: Object.fromEntries(entries) };
}
