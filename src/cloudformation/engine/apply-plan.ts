import type { DesiredStack } from "../evaluation/desired-stack.js";
import { evaluateMembers } from "../evaluation/evaluate.js";
import { waits } from "../evaluation/functions.js";
import { providerOf } from "../providers/providers.js";
import { TemplateError } from "../template-error.js";
import { changeResource, type Done } from "./change-resource.js";
import { scopeOf } from "./known-values.js";
import type { EngineTools } from "./provider-context.js";
import { removeResources } from "./remove-resources.js";
import { type ResourceEvent, reasonOf } from "./resource-event.js";
import { rollBack } from "./roll-back.js";
import { runGraph } from "./run-graph.js";
import type { StackPlan } from "./stack-plan.js";
import type { OutputRecord, ResourceRecord, StackRecord } from "./stack-record.js";

export interface ApplyOptions extends EngineTools {
  /** Default true: what was done is taken back when something fails. */
  readonly rollback?: boolean;
  /**
   * Resources that outlive a rollback or the stack by their policy stay in the record too, so that the next plan goes on with
   * them. Default: they are forgotten, as by CloudFormation, and the next stack that wants them finds their names taken.
   */
  readonly keepRetained?: boolean;
  onEvent?(event: ResourceEvent): void;
  /** Called when it is known that what was done is taken back (`rollback`), or that what is replaced goes (`cleanup`). */
  onPhase?(phase: "rollback" | "cleanup", reason?: string): void;
  /** Called after each change, with the stack as it is then: to be kept, so that a process that dies has not forgotten anything. */
  onRecord?(record: StackRecord): void;
}

export interface Failure {
  readonly logicalId: string;
  readonly reason: string;
}

export interface ApplyResult {
  /**
   * `failed`: and nothing was taken back, since that was not wanted or the signal aborted. `rollback-failed`: some of it could
   * not be. The record says what is there in any case.
   */
  readonly outcome: "complete" | "rolled-back" | "failed" | "rollback-failed";
  readonly record: StackRecord;
  /** Why; with `complete`, what could not be deleted at the end and is left behind. */
  readonly failures: readonly Failure[];
}

/** Carries a plan out: never rejects but for a defect. */
export async function applyPlan(plan: StackPlan, options: ApplyOptions): Promise<ApplyResult> {
  const { desired, before } = plan;
  const { stackName } = before;
  const records = new Map(Object.entries(before.resources));
  let outputs = before.outputs;
  const record = (): StackRecord => ({ stackName, resources: Object.fromEntries(records), outputs });
  const keep = (): void => options.onRecord?.(record());
  const emit = (event: ResourceEvent): void => options.onEvent?.(event);
  const types = new Map(desired.resources.map(({ logicalId, type }) => [logicalId, type]));
  /** By logical id, in the order in which they were begun. */
  const done = new Map<string, Done>();
  const begun = (change: Done): void => {
    done.set(change.now.logicalId, change);
  };
  const changing = { tools: options, records, typeOf: (id: string) => types.get(id), emit, begun };
  const failures: Failure[] = (
    await runGraph(
      desired.resources.map((resource) => ({ id: resource.logicalId, after: resource.dependsOn, resource })),
      async ({ resource }) => {
        const change = await changeResource(resource, changing);
        begun(change);
        records.set(resource.logicalId, change.now);
        keep();
      },
      { signal: options.signal },
    )
  ).map(({ item, error }) => ({ logicalId: item.id, reason: reasonOf(error) }));
  if (failures.length === 0 && options.signal.aborted) {
    failures.push({ logicalId: stackName, reason: reasonOf(options.signal.reason) });
  }
  let made: readonly OutputRecord[] = [];
  if (failures.length === 0) {
    try {
      made = evaluateOutputs(desired, records);
    } catch (error) {
      failures.push({ logicalId: stackName, reason: reasonOf(error) });
    }
  }
  if (failures.length > 0) {
    if (options.rollback === false || options.signal.aborted)
      return { outcome: "failed", record: record(), failures };
    const named = failures.map(({ logicalId }) => logicalId).join(", ");
    options.onPhase?.("rollback", `The following resource(s) failed: [${named}]. `);
    const left = await rollBack([...done.values()], {
      ...{ tools: options, emit, records, keep, keepRetained: options.keepRetained === true },
    });
    const outcome = left.length === 0 ? "rolled-back" : "rollback-failed";
    return { outcome, record: record(), failures: [...failures, ...left] };
  }
  outputs = made;
  keep();
  const left = await cleanUp(plan, [...done.values()], { options, emit, records, keep });
  return { outcome: "complete", record: record(), failures: left };
}

interface CleaningUp {
  readonly options: ApplyOptions;
  emit(event: ResourceEvent): void;
  readonly records: Map<string, ResourceRecord>;
  keep(): void;
}

/** Takes away what was replaced and what is not wanted any more. What cannot be deleted is left behind and told, as by CloudFormation. */
async function cleanUp(
  { resources, before }: StackPlan,
  done: readonly Done[],
  { options, emit, records, keep }: CleaningUp,
): Promise<readonly Failure[]> {
  const replaced = done.flatMap((change) => (change.kind === "replaced" ? [change.before] : []));
  const unwanted = resources.flatMap(({ action, logicalId }) => {
    const record = before.resources[logicalId];
    return record === undefined || !["delete", "retain"].includes(action) ? [] : [record];
  });
  if (replaced.length + unwanted.length === 0) return [];
  options.onPhase?.("cleanup");
  const unwantedIds = new Set(unwanted.map(({ logicalId }) => logicalId));
  const forget = ({ logicalId }: ResourceRecord): void => {
    if (unwantedIds.has(logicalId)) records.delete(logicalId);
    keep();
  };
  const left = await removeResources(
    [
      ...replaced.map((record) => ({ record, retain: record.updateReplacePolicy !== "Delete" })),
      ...unwanted.map((record) => ({ record, retain: record.deletionPolicy !== "Delete" })),
    ],
    { tools: options, emit, gone: forget },
  );
  for (const { record } of left) forget(record);
  return left.map(({ record, reason }) => ({ logicalId: record.logicalId, reason }));
}

function evaluateOutputs(
  { outputs, resources }: DesiredStack,
  records: ReadonlyMap<string, ResourceRecord>,
): readonly OutputRecord[] {
  const types = new Map(resources.map(({ logicalId, type }) => [logicalId, type]));
  const scope = scopeOf(
    (id) => records.get(id),
    (id) => providerOf(types.get(id) ?? "", ["Resources", id]),
  );
  return outputs.map(({ key, value: given, description, exportName }) => {
    const { value, name } = evaluateMembers({ value: given, name: exportName ?? null }, scope, [
      "Outputs",
      key,
    ]);
    if (value === undefined || value === null || typeof value === "object" || waits(value)) {
      throw new TemplateError(
        `Template format error: The Value field of every Outputs member must evaluate to a String.`,
        [...["Outputs", key]],
      );
    }
    return {
      ...{ key, value: String(value) },
      ...(description !== undefined && { description }),
      ...(name !== null && name !== undefined && { exportName: String(name) }),
    };
  });
}

/**
 * Takes a whole stack away, in the reverse order. Resources whose deletion policy says so stay.
 * @returns `failed` where something could not be deleted; it is still in the record then
 */
export async function deleteStack(
  before: StackRecord,
  options: Omit<ApplyOptions, "rollback" | "onPhase"> & {
    /** Logical ids of those that stay whatever their policy says. */
    readonly retain?: readonly string[];
  },
): Promise<ApplyResult> {
  const records = new Map(Object.entries(before.resources));
  const record = (): StackRecord => ({ ...before, resources: Object.fromEntries(records) });
  const left = await removeResources(
    [...records.values()].map((one) => ({
      record: one,
      retain: one.deletionPolicy !== "Delete" || options.retain?.includes(one.logicalId) === true,
    })),
    {
      tools: options,
      emit: (event) => options.onEvent?.(event),
      gone({ logicalId }, retained) {
        if (retained && options.keepRetained === true) return;
        records.delete(logicalId);
        options.onRecord?.(record());
      },
    },
  );
  const failures = left.map(({ record: { logicalId }, reason }) => ({ logicalId, reason }));
  const outcome = left.length === 0 && !options.signal.aborted ? "complete" : "failed";
  return { outcome, record: record(), failures };
}
