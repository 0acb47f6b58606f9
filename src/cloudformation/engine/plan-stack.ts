import type { DesiredResource, DesiredStack } from "../evaluation/desired-stack.js";
import { evaluateMembers } from "../evaluation/evaluate.js";
import { waits } from "../evaluation/functions.js";
import { later } from "../evaluation/scope.js";
import { equalJson, type JsonObject } from "../json.js";
import type { ResourceProvider } from "../providers/provider.js";
import { providerOf } from "../providers/providers.js";
import { readProperties } from "../providers/read-properties.js";
import { TemplateError } from "../template-error.js";
import { scopeOf } from "./known-values.js";
import type { PlannedResource, StackPlan } from "./stack-plan.js";
import type { ResourceRecord, StackRecord } from "./stack-record.js";

/**
 * Works out what has to be done so that a stack is as desired, without asking AWS anything.
 * @throws TemplateError for a type or property that no provider has, and for what a type does not allow
 */
export function planStack(desired: DesiredStack, before: StackRecord): StackPlan {
  const types = new Map(desired.resources.map(({ logicalId, type }) => [logicalId, type]));
  const provider = (id: string): ResourceProvider | undefined => {
    const type = types.get(id);
    return type === undefined ? undefined : providerOf(type, ["Resources", id]);
  };
  const staying = new Map<string, ResourceRecord>();
  const scope = scopeOf((id) => staying.get(id) ?? (types.has(id) ? later : undefined), provider);
  const wanted = desired.resources.map((resource): PlannedResource => {
    const { logicalId, type } = resource;
    const path = ["Resources", logicalId, "Properties"];
    const { properties: shapes } = providerOf(type, ["Resources", logicalId]);
    const properties = readProperties(evaluateMembers(resource.properties, scope, path), shapes, type, path);
    const record = before.resources[logicalId];
    if (record === undefined) {
      return { logicalId, type, action: "create", changed: [], replacing: [], desired: resource };
    }
    if (record.type !== type) {
      throw new TemplateError(
        `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${logicalId}]`,
        ["Resources", logicalId, "Type"],
      );
    }
    const { changed, replacing } = compareProperties(record.properties, properties, shapes);
    const action = replacing.length > 0 ? "replace" : changed.length > 0 ? "update" : "none";
    if (action !== "replace") staying.set(logicalId, record);
    return { logicalId, type, action, physicalId: record.physicalId, changed, replacing, desired: resource };
  });
  // Attributes that outputs name are checked before anything is done.
  for (const { key, value } of desired.outputs) {
    evaluateMembers({ value }, scope, ["Outputs", key]);
  }
  const going = Object.values(before.resources)
    .filter(({ logicalId }) => !types.has(logicalId))
    .map((record) => plannedRemoval(record));
  return { desired, before, resources: [...wanted, ...going] };
}

/** Whether carrying a plan out would change nothing: neither a resource, nor what is said of one, nor an output. */
export function changesNothing({ resources, desired, before }: StackPlan): boolean {
  const same = ({ logicalId, deletionPolicy, updateReplacePolicy }: DesiredResource): boolean => {
    const record = before.resources[logicalId];
    return record?.deletionPolicy === deletionPolicy && record.updateReplacePolicy === updateReplacePolicy;
  };
  if (!resources.every(({ action }) => action === "none") || !desired.resources.every(same)) return false;
  const scope = scopeOf(
    (id) => before.resources[id],
    () => undefined,
  );
  const outputs = desired.outputs.map(({ key, value, description, exportName }) => {
    const read = evaluateMembers({ value, exportName: exportName ?? null }, scope, ["Outputs", key]);
    return [
      key,
      String(read.value),
      description ?? "",
      read.exportName === null ? "" : String(read.exportName),
    ];
  });
  const known = before.outputs.map(({ key, value, description = "", exportName = "" }) => [
    ...[key, value, description, exportName],
  ]);
  return equalJson(outputs, known);
}

/** The top properties that differ. One that waits for a resource counts as different. */
export function compareProperties(
  applied: JsonObject,
  wanted: JsonObject,
  shapes: ResourceProvider["properties"],
): { readonly changed: readonly string[]; readonly replacing: readonly string[] } {
  const names = new Set([...Object.keys(applied), ...Object.keys(wanted)]);
  const changed = [...names].filter((name) => {
    const value = wanted[name];
    return !equalJson(applied[name], value) || (value !== undefined && waits(value));
  });
  return { changed, replacing: changed.filter((name) => shapes[name]?.replaces === true) };
}

function plannedRemoval({ logicalId, type, physicalId, deletionPolicy }: ResourceRecord): PlannedResource {
  const action = deletionPolicy === "Delete" ? "delete" : "retain";
  return { logicalId, type, action, physicalId, changed: [], replacing: [] };
}
