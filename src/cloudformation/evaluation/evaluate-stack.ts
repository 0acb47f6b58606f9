import { isObject, type Json } from "../json.js";
import type { Template, TemplateResource } from "../template/template.js";
import { TemplateError } from "../template-error.js";
import { Conditions } from "./conditions.js";
import { inOrder, referredResources } from "./dependencies.js";
import type {
  DeletionPolicy,
  DesiredOutput,
  DesiredResource,
  DesiredStack,
  StackPlace,
} from "./desired-stack.js";
import { evaluate, evaluateMembers } from "./evaluate.js";
import { parameterValues } from "./parameters.js";
import { later, type Scope } from "./scope.js";

export interface EvaluationOptions {
  readonly place: StackPlace;
  /** Of `parameterTexts`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What another stack exports under a name. Default: nothing. */
  exported?(name: string): string | undefined;
}

/**
 * Works out what resources and outputs a template (without SAM's resources: see `transformSam`) asks for.
 * @throws TemplateError
 */
export function evaluateStack(template: Template, options: EvaluationOptions): DesiredStack {
  const parameters = parameterValues(template, options.parameters);
  const pseudo = pseudoParameters(options.place);
  const referred = (name: string): Json | undefined => parameters.get(name) ?? pseudo[name];
  const maps = template.Mappings ?? {};
  const fixed = {
    mapped: (map: string, first: string, second: string) => maps[map]?.[first]?.[second],
    imported: (name: string) => options.exported?.(name),
  };
  const conditions = new Conditions(template.Conditions ?? {}, {
    ...fixed,
    ref: referred,
    attribute: () => undefined,
  });
  conditions.decideAll();
  const exists = ({ Condition: name }: { readonly Condition?: string }, path: readonly string[]): boolean => {
    if (name === undefined) return true;
    const holds = conditions.holds(name);
    if (holds !== undefined) return holds;
    throw new TemplateError(
      `Template format error: Unresolved condition dependency ${name} in the ${path[0]} block of the template`,
      path,
    );
  };
  const made = Object.entries(template.Resources).filter(([id, resource]) =>
    exists(resource, ["Resources", id]),
  );
  const ids = new Set(made.map(([id]) => id));
  const scope: Scope = {
    ...fixed,
    ref: (name) => referred(name) ?? (ids.has(name) ? later : undefined),
    attribute: (id) => (ids.has(id) ? later : undefined),
    condition: (name) => conditions.holds(name),
  };
  const resources = made.map(([id, resource]) => desiredResource(id, resource, { scope, ids, template }));
  const outputs = Object.entries(template.Outputs ?? {}).flatMap(([key, output]): DesiredOutput[] => {
    const path = ["Outputs", key];
    if (!isObject(output as unknown as Json) || output.Value === undefined) {
      throw new TemplateError(
        `Template format error: Every Outputs member must contain a Value object`,
        path,
      );
    }
    if (!exists(output, path)) return [];
    const name = output.Export?.Name;
    return [
      {
        ...{ key, value: evaluate(output.Value, scope, [...path, "Value"]) },
        ...(output.Description !== undefined && { description: output.Description }),
        ...(name !== undefined && { exportName: evaluate(name, scope, [...path, "Export", "Name"]) }),
      },
    ];
  });
  return { stackName: options.place.stackName, resources: inOrder(resources), outputs };
}

interface Surroundings {
  readonly scope: Scope;
  readonly ids: ReadonlySet<string>;
  readonly template: Template;
}

function desiredResource(
  logicalId: string,
  resource: TemplateResource,
  { scope, ids, template }: Surroundings,
): DesiredResource {
  const path = ["Resources", logicalId];
  const properties = evaluateMembers(resource.Properties ?? {}, scope, [...path, "Properties"]);
  const { DependsOn: named = [] } = resource;
  const dependsOn = new Set([
    ...(typeof named === "string" ? [named] : named),
    ...referredResources(properties),
  ]);
  for (const id of dependsOn) {
    if (id === logicalId || !Object.hasOwn(template.Resources, id)) {
      const circle = id === logicalId;
      throw new TemplateError(
        circle
          ? `Circular dependency between resources: [${id}]`
          : `Template format error: Unresolved resource dependencies [${id}] in the Resources block of the template`,
        [...path, "DependsOn"],
      );
    }
  }
  return {
    ...{ logicalId, type: resource.Type, properties },
    // One whose condition does not hold is not waited for.
    dependsOn: [...dependsOn].filter((id) => ids.has(id)),
    deletionPolicy: (resource.DeletionPolicy ?? "Delete") as DeletionPolicy,
    updateReplacePolicy: (resource.UpdateReplacePolicy ?? "Delete") as DeletionPolicy,
  };
}

function pseudoParameters(place: StackPlace): Readonly<Record<string, Json>> {
  return {
    "AWS::AccountId": place.accountId,
    "AWS::NotificationARNs": place.notificationArns ?? [],
    "AWS::Partition": place.partition ?? "aws",
    "AWS::Region": place.region,
    "AWS::StackId": place.stackId,
    "AWS::StackName": place.stackName,
    "AWS::URLSuffix": place.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
  };
}
