import { MsxError } from "../errors/msx-error.js";
import { ProcessLedger } from "../platform/processes/process-ledger.js";
import type { Workspace } from "../workspace/workspace.js";
import type { Installable } from "./install.js";

/** @throws MsxError DEV_RUNNING when another live msx runs one of these services from source */
export function assertNotRunning(
  { folder }: Pick<Workspace, "folder">,
  runnable: readonly Installable[],
): void {
  for (const { owner, parent } of new ProcessLedger(folder).ofOthers()) {
    if (!runnable.some(({ service }) => service.name === owner)) continue;
    throw new MsxError("DEV_RUNNING", { service: owner, pid: parent.pid });
  }
}
