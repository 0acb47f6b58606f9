import type { StackRecord } from "../../../cloudformation/engine/stack-record.js";
import type { DesiredStack } from "../../../cloudformation/evaluation/desired-stack.js";
import type { AwsClients } from "../../../cloudformation/providers/aws-clients.js";
import { MsxError } from "../../../errors/msx-error.js";
import type { Service } from "../../../workspace/workspace.js";
import type { TaskReport } from "../../task-report.js";
import { aliasesOf } from "./phases.js";
import { smokeOf, trySmoke } from "./smoke.js";

/** A service's stack whose functions have their new versions, while the aliases lead to those before. */
export interface MadeVersions {
  readonly service: Service;
  /** Of the sources. */
  readonly version: string;
  readonly desired: DesiredStack;
  readonly made: StackRecord;
}

/** Tries the new version of each function that gets one. @throws MsxError SMOKE_FAILED */
export async function tryVersions(
  clients: AwsClients,
  { service, version, desired, made }: MadeVersions,
  report: TaskReport,
  signal: AbortSignal,
): Promise<void> {
  const aliases = aliasesOf(desired);
  for (const { aliasId, functionId, versionId } of aliases) {
    const wanted = String(made.resources[versionId]?.attributes.Version);
    if (made.resources[aliasId]?.properties.FunctionVersion === wanted) continue;
    const functionName = made.resources[functionId]?.physicalId ?? functionId;
    const smoke = smokeOf(service, desired, functionId, aliases.length === 1);
    if (smoke === undefined) {
      report.warn("deploy.smoke.none", { service: service.name, function: functionName });
      continue;
    }
    report.progress("deploy.step.smoke", { function: functionName, what: smoke.what });
    const failed = await trySmoke(clients, { functionName, version: wanted, smoke }, signal);
    if (failed === undefined) continue;
    throw new MsxError("SMOKE_FAILED", {
      service: service.name,
      version,
      function: functionName,
      ...failed,
    });
  }
}
