import { applyPlans } from "../deploy/deploy-services.js";
import type { TargetName } from "../deploy/target.js";
import { openTarget } from "../deploy/targets/index.js";
import { parseDuration } from "../platform/duration.js";
import { openPlatform } from "../platform/platform.js";
import { loadWorkspace, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { applied, type DeployResult, planned } from "./deploy-result.js";
import { assertUp, rollingOut } from "./rolling-out.js";

export interface RollbackOptions {
  readonly service: string;
  readonly target: TargetName;
  /** `90s`, `2m`: until the gateway leads to the version that is put back. */
  readonly timeout: string;
  readonly dryRun: boolean;
}

/**
 * Takes a canary back, or puts the version that ran before the present one back, with the settings it had; the present
 * one serves until that does.
 * @throws MsxError NO_WORKSPACE, UNKNOWN_SERVICE, NOTHING_TO_ROLL_BACK, PLATFORM_DOWN, WORKSPACE_BUSY, ENGINE_UNAVAILABLE,
 *   DOCKER_FAILED, INTERRUPTED
 */
export async function rollback(options: RollbackOptions, context: ActionContext): Promise<DeployResult> {
  const { io, env, signal } = context;
  const timeoutMs = parseDuration(options.timeout, "--timeout", "rollback");
  const workspace = loadWorkspace(context.cwd);
  const services = selectServices(workspace, [options.service]);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  await assertUp(platform);
  const target = openTarget(options.target, platform, { env, timeoutMs });
  const plan = () => Promise.all(services.map((service) => target.planRollback(service)));
  if (options.dryRun) return planned(options.target, workspace, await plan());
  return rollingOut("rollback", platform, services, signal, async () => {
    const plans = await plan();
    return applied(options.target, workspace, plans, await applyPlans(target, plans, io, signal));
  });
}
