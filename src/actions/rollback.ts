import { applyPlans } from "../deploy/deploy-services.js";
import type { TargetName } from "../deploy/target.js";
import type { PlaceOptions } from "../deploy/targets/lambda/place.js";
import { parseDuration } from "../platform/duration.js";
import { openPlatform } from "../platform/platform.js";
import { loadWorkspace, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { applied, type DeployResult, planned } from "./deploy-result.js";
import { openTargets } from "./deploy-targets.js";
import { confirmPlace } from "./function-place.js";
import { rollingOut } from "./rolling-out.js";

export interface RollbackOptions extends PlaceOptions {
  readonly service: string;
  /** Undefined: by the service's form. */
  readonly target: TargetName | undefined;
  /** `90s`, `2m`: until the gateway leads to the version that is put back. */
  readonly timeout: string;
  readonly dryRun: boolean;
  /** Do not ask before anything off this machine is changed. */
  readonly yes: boolean;
}

/**
 * Takes a canary back, or puts the version that ran before the present one back, with the settings it had; the present
 * one serves until that does.
 * @throws MsxError NO_WORKSPACE, UNKNOWN_SERVICE, NOTHING_TO_ROLL_BACK, PLATFORM_DOWN, WORKSPACE_BUSY, ENGINE_UNAVAILABLE,
 *   DOCKER_FAILED, INTERRUPTED; for functions AWS_UNREACHABLE, CONFIRMATION_NEEDED
 */
export async function rollback(options: RollbackOptions, context: ActionContext): Promise<DeployResult> {
  const { io, env, signal } = context;
  const timeoutMs = parseDuration(options.timeout, "--timeout", "rollback");
  const workspace = loadWorkspace(context.cwd);
  const services = selectServices(workspace, [options.service]);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const opening = { ...options, parameters: {}, timeoutMs, command: "rollback" };
  const targets = await openTargets(platform, services, opening, context);
  try {
    const plan = () =>
      Promise.all(
        targets.groups.map(async ({ name, target, services: own }) => ({
          ...{ target: name, plans: await Promise.all(own.map((service) => target.planRollback(service))) },
        })),
      );
    if (options.dryRun) return planned(workspace, await plan());
    if (targets.place) await confirmPlace(targets.place, options.yes, context);
    return await rollingOut("rollback", platform, services, signal, async () => {
      const groups = await plan();
      const outcomes = [];
      for (const [index, { target }] of targets.groups.entries()) {
        outcomes.push(...(await applyPlans(target, groups[index]?.plans ?? [], io, signal)));
      }
      return applied(workspace, groups, outcomes);
    });
  } finally {
    targets.close();
  }
}
