import { providerOf } from "../providers/providers.js";
import { type EngineTools, providerContext } from "./provider-context.js";
import { type ResourceEvent, reasonOf } from "./resource-event.js";
import { runGraph } from "./run-graph.js";
import type { ResourceRecord } from "./stack-record.js";

export interface Removal {
  readonly record: ResourceRecord;
  /** It is forgotten, and stays. */
  readonly retain: boolean;
}

export interface Removing {
  readonly tools: EngineTools;
  emit(event: ResourceEvent): void;
  /** Called when one is gone, or left where it is (`retained`). */
  gone(record: ResourceRecord, retained: boolean): void;
}

/**
 * Takes resources away, each before those it depends on, and goes on with the others when one fails.
 * @returns why some are left, by record
 */
export async function removeResources(
  removals: readonly Removal[],
  { tools, emit, gone }: Removing,
): Promise<readonly { readonly record: ResourceRecord; readonly reason: string }[]> {
  const idOf = ({ logicalId, physicalId }: ResourceRecord): string => `${logicalId} ${physicalId}`;
  const items = removals.map((removal) => ({
    ...{ removal, id: idOf(removal.record) },
    after: removals
      .filter(({ record }) => record.dependsOn.includes(removal.record.logicalId))
      .map(({ record }) => idOf(record)),
  }));
  const failures = await runGraph(
    items,
    async ({ removal: { record, retain } }) => {
      const { logicalId, type, physicalId } = record;
      const tell = (status: ResourceEvent["status"], reason?: string): void =>
        emit({ logicalId, type, physicalId, status, ...(reason !== undefined && { reason }) });
      if (retain) tell("DELETE_SKIPPED");
      else {
        tell("DELETE_IN_PROGRESS");
        try {
          await providerOf(type, ["Resources", logicalId]).delete(record, providerContext(tools, logicalId));
        } catch (error) {
          tell("DELETE_FAILED", reasonOf(error));
          throw error;
        }
        tell("DELETE_COMPLETE");
      }
      gone(record, retain);
    },
    { signal: tools.signal, goOn: true },
  );
  return failures.map(({ item, error }) => ({ record: item.removal.record, reason: reasonOf(error) }));
}
