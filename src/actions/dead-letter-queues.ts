import { MsxError } from "../errors/msx-error.js";
import { type DeadLetterQueue, deadLetterQueues } from "../platform/messaging/dead-letters.js";
import type { Workspace } from "../workspace/workspace.js";

/**
 * The dead-letter queues that names mean: a service's, a queue's (`order-service.saga`) or one by its own name
 * (`order-service.saga.dlq`); all of the workspace without a name.
 * @throws MsxError NOTHING_CONSUMED when a name means none, or there is none at all
 */
export function chooseDeadLetterQueues(
  workspace: Workspace,
  names: readonly string[],
): readonly DeadLetterQueue[] {
  const all = deadLetterQueues(workspace.allServices);
  const known = all.flatMap(({ service, queue }) => [service, queue]);
  const refuse = (detail: string): never => {
    throw new MsxError("NOTHING_CONSUMED", { detail, known: [...new Set(known)].join(", ") || "-" });
  };
  if (all.length === 0) refuse(workspace.name);
  if (names.length === 0) return all;
  return names.flatMap((name) => {
    const meant = all.filter((one) => [one.service, one.queue, one.name].includes(name));
    return meant.length > 0 ? meant : refuse(name);
  });
}
