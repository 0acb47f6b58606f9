import type { ResourceRecord, StackRecord } from "../../../cloudformation/engine/stack-record.js";
import type { DesiredResource, DesiredStack } from "../../../cloudformation/evaluation/desired-stack.js";
import { isList, isObject, type Json } from "../../../cloudformation/json.js";

/** An alias that is to lead to a version. */
export interface WantedAlias {
  readonly aliasId: string;
  readonly functionId: string;
  readonly name: string;
  /** The version's logical id. */
  readonly versionId: string;
}

const aliasType = "AWS::Lambda::Alias";

export function aliasesOf({ resources }: DesiredStack): readonly WantedAlias[] {
  return resources.flatMap(({ logicalId: aliasId, type, properties }) => {
    if (type !== aliasType) return [];
    const { FunctionName: target, FunctionVersion: version, Name: name } = properties;
    const functionId = isObject(target) ? target.Ref : undefined;
    const versionId = attributeOwner(version);
    if (typeof functionId !== "string" || versionId === undefined) return [];
    return [{ aliasId, functionId, name: String(name), versionId }];
  });
}

/**
 * The stack as it is to be before its new versions serve: everything is made and changed but the aliases, what hangs on
 * them, and what is to go. Those are as they were, or not there yet.
 */
export function beforeSwitch(desired: DesiredStack, before: StackRecord): DesiredStack {
  const held = heldBack(desired);
  const wanted = desired.resources.flatMap((resource): DesiredResource[] => {
    if (!held.has(resource.logicalId)) return [resource];
    const record = before.resources[resource.logicalId];
    return record === undefined ? [] : [asItIs(record)];
  });
  const names = new Set(desired.resources.map(({ logicalId }) => logicalId));
  const going = Object.values(before.resources).filter(({ logicalId }) => !names.has(logicalId));
  return { ...desired, resources: [...wanted, ...going.map(asItIs)], outputs: [] };
}

/** The aliases and all that depends on them, directly or not. */
function heldBack({ resources }: DesiredStack): ReadonlySet<string> {
  const held = new Set(resources.filter(({ type }) => type === aliasType).map(({ logicalId }) => logicalId));
  // In an order in which they can be made: what is depended on comes first.
  for (const { logicalId, dependsOn } of resources) {
    if (dependsOn.some((id) => held.has(id))) held.add(logicalId);
  }
  return held;
}

function asItIs(record: ResourceRecord): DesiredResource {
  const { logicalId, type, properties, deletionPolicy, updateReplacePolicy } = record;
  return { logicalId, type, properties, deletionPolicy, updateReplacePolicy, dependsOn: [] };
}

function attributeOwner(value: Json | undefined): string | undefined {
  const attribute = isObject(value) ? value["Fn::GetAtt"] : undefined;
  const [owner] = isList(attribute) ? attribute : [];
  return typeof owner === "string" ? owner : undefined;
}
