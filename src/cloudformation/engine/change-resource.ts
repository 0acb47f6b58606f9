import type { DesiredResource } from "../evaluation/desired-stack.js";
import { evaluateMembers } from "../evaluation/evaluate.js";
import { waits } from "../evaluation/functions.js";
import type { JsonObject } from "../json.js";
import type { Made, ResourceProvider } from "../providers/provider.js";
import { providerOf } from "../providers/providers.js";
import { readProperties } from "../providers/read-properties.js";
import { scopeOf } from "./known-values.js";
import { compareProperties } from "./plan-stack.js";
import { type EngineTools, providerContext } from "./provider-context.js";
import { type ResourceEvent, reasonOf } from "./resource-event.js";
import type { ResourceRecord } from "./stack-record.js";

/** How to take back what was done to a resource. */
export type Done =
  | { readonly kind: "created"; readonly now: ResourceRecord }
  | { readonly kind: "updated" | "replaced"; readonly before: ResourceRecord; readonly now: ResourceRecord }
  | { readonly kind: "kept"; readonly now: ResourceRecord };

export interface Changing {
  readonly tools: EngineTools;
  /** Of the resources that are there. */
  readonly records: ReadonlyMap<string, ResourceRecord>;
  typeOf(logicalId: string): string | undefined;
  /** Told before a resource is changed, and as soon as a new one is there: what fails half-way is taken back too. */
  begun(change: Done): void;
  emit(event: ResourceEvent): void;
}

/** Makes one resource as desired: creates, updates or replaces it, or leaves it. Rejects with what the API answered. */
export async function changeResource(desired: DesiredResource, changing: Changing): Promise<Done> {
  const { logicalId, type, dependsOn, deletionPolicy, updateReplacePolicy } = desired;
  const before = changing.records.get(logicalId);
  const provider = providerOf(type, ["Resources", logicalId]);
  let properties: JsonObject | undefined;
  const tell = (event: Pick<ResourceEvent, "status" | "physicalId" | "reason">): void =>
    changing.emit({ logicalId, type, ...event, ...(properties !== undefined && { properties }) });
  const verb = before === undefined ? "CREATE" : "UPDATE";
  const record = (made: Made, applied: JsonObject): ResourceRecord => ({
    ...{ logicalId, type, physicalId: made.physicalId, ...(made.ref !== undefined && { ref: made.ref }) },
    ...{
      attributes: made.attributes ?? {},
      properties: applied,
      dependsOn,
      deletionPolicy,
      updateReplacePolicy,
    },
  });
  try {
    const applied = appliedProperties(desired, provider, changing);
    properties = applied;
    if (before === undefined) {
      tell({ status: "CREATE_IN_PROGRESS", physicalId: "" });
      const context = providerContext(changing.tools, logicalId, {
        begun: (made) => changing.begun({ kind: "created", now: record(made, applied) }),
      });
      const now = record(await provider.create(applied, context), applied);
      tell({ status: "CREATE_COMPLETE", physicalId: now.physicalId });
      return { kind: "created", now };
    }
    const { changed, replacing } = compareProperties(before.properties, applied, provider.properties);
    if (changed.length === 0) return { kind: "kept", now: record(before, applied) };
    if (provider.update === undefined || replacing.length > 0) {
      refuseSameName(provider, before, applied);
      const reason = "Requested update requires the creation of a new physical resource; hence creating one.";
      tell({ status: "UPDATE_IN_PROGRESS", physicalId: before.physicalId, reason });
      const context = providerContext(changing.tools, logicalId, {
        previous: before.physicalId,
        begun: (made) => changing.begun({ kind: "replaced", before, now: record(made, applied) }),
      });
      const now = record(await provider.create(applied, context), applied);
      tell({ status: "UPDATE_COMPLETE", physicalId: now.physicalId });
      return { kind: "replaced", before, now };
    }
    tell({ status: "UPDATE_IN_PROGRESS", physicalId: before.physicalId });
    changing.begun({ kind: "updated", before, now: record(before, applied) });
    const made = await provider.update(before, applied, providerContext(changing.tools, logicalId));
    tell({ status: "UPDATE_COMPLETE", physicalId: made.physicalId });
    return { kind: "updated", before, now: record(made, applied) };
  } catch (error) {
    tell({ status: `${verb}_FAILED`, physicalId: before?.physicalId ?? "", reason: reasonOf(error) });
    throw error;
  }
}

function appliedProperties(
  { logicalId, type, properties }: DesiredResource,
  provider: ResourceProvider,
  { records, typeOf }: Changing,
): JsonObject {
  const path = ["Resources", logicalId, "Properties"];
  const providers = (id: string): ResourceProvider | undefined => {
    const other = typeOf(id);
    return other === undefined ? undefined : providerOf(other, ["Resources", id]);
  };
  const scope = scopeOf((id) => records.get(id), providers);
  const evaluated = evaluateMembers(properties, scope, path);
  const waiting = Object.entries(evaluated).find(([, value]) => waits(value));
  if (waiting !== undefined) {
    throw new Error(`${waiting[0]} needs an attribute that was not answered: ${JSON.stringify(waiting[1])}`);
  }
  return readProperties(evaluated, provider.properties, type, path);
}

/** The one before is only taken away at the end, so its name is not free. */
function refuseSameName(provider: ResourceProvider, before: ResourceRecord, applied: JsonObject): void {
  const { nameProperty } = provider;
  if (nameProperty === undefined || applied[nameProperty] === undefined) return;
  if (applied[nameProperty] !== before.properties[nameProperty]) return;
  throw new Error(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(applied[nameProperty])} and update the stack again.`,
  );
}
