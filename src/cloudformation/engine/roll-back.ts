import { providerOf } from "../providers/providers.js";
import type { Failure } from "./apply-plan.js";
import type { Done } from "./change-resource.js";
import { type EngineTools, providerContext } from "./provider-context.js";
import { removeResources } from "./remove-resources.js";
import { type ResourceEvent, reasonOf } from "./resource-event.js";
import { goesWithItsFunction, type ResourceRecord } from "./stack-record.js";

export interface RollingBack {
  readonly tools: EngineTools;
  emit(event: ResourceEvent): void;
  /** Put back as they were, where that succeeds. */
  readonly records: Map<string, ResourceRecord>;
  keep(): void;
  readonly keepRetained: boolean;
}

/** Takes back what was done, the last first. @returns what could not be taken back */
export async function rollBack(done: readonly Done[], rolling: RollingBack): Promise<readonly Failure[]> {
  const { records, keep } = rolling;
  const failures: Failure[] = [];
  for (const change of [...done].reverse()) {
    if (change.kind === "updated") failures.push(...(await changeBack(change, rolling)));
    if (change.kind === "replaced") records.set(change.before.logicalId, change.before);
  }
  keep();
  const created = done.flatMap((change) =>
    change.kind === "created" || change.kind === "replaced" ? [{ change, record: change.now }] : [],
  );
  const left = await removeResources(
    created.map(({ record }) => ({ record, retain: record.deletionPolicy === "Retain" })),
    {
      ...rolling,
      gone(record, retained) {
        if (retained && rolling.keepRetained && !goesWithItsFunction(record)) return;
        const { logicalId, physicalId } = record;
        if (records.get(logicalId)?.physicalId === physicalId) records.delete(logicalId);
        keep();
      },
    },
  );
  return [...failures, ...left.map(({ record, reason }) => ({ logicalId: record.logicalId, reason }))];
}

async function changeBack(
  { before, now }: { readonly before: ResourceRecord; readonly now: ResourceRecord },
  { tools, emit, records, keep }: RollingBack,
): Promise<readonly Failure[]> {
  const { logicalId, type, physicalId } = before;
  const tell = (status: ResourceEvent["status"], reason?: string): void =>
    emit({ logicalId, type, physicalId, status, ...(reason !== undefined && { reason }) });
  try {
    tell("UPDATE_IN_PROGRESS");
    const provider = providerOf(type, ["Resources", logicalId]);
    const made = await provider.update?.(now, before.properties, providerContext(tools, logicalId));
    records.set(logicalId, { ...before, ...made });
    keep();
    tell("UPDATE_COMPLETE");
    return [];
  } catch (error) {
    tell("UPDATE_FAILED", reasonOf(error));
    return [{ logicalId, reason: reasonOf(error) }];
  }
}
