import { applyPlans, type Planned, planServices } from "../deploy/deploy-services.js";
import type { TargetName } from "../deploy/target.js";
import { openTarget } from "../deploy/targets/index.js";
import { MsxError } from "../errors/msx-error.js";
import { parseDuration } from "../platform/duration.js";
import { prepareResources } from "../platform/essential.js";
import { openPlatform } from "../platform/platform.js";
import { loadWorkspace, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { applied, type DeployResult, planned } from "./deploy-result.js";
import { assertUp, rollingOut } from "./rolling-out.js";

export interface DeployOptions {
  /** All of the workspace when empty. */
  readonly services: readonly string[];
  readonly target: TargetName;
  readonly replicas: number;
  /** From 1 to 99: the share of the requests a new version gets beside the present one; undefined for all of them. */
  readonly canary: number | undefined;
  /** `90s`, `2m`: for each service, from its start until the gateway leads to it. Building is not counted. */
  readonly timeout: string;
  readonly dryRun: boolean;
}

/**
 * Builds, starts and routes services; what ran before serves until the new version does. A service that does not come up
 * is in the result, not thrown.
 * @throws MsxError NO_WORKSPACE, UNKNOWN_SERVICE, NOTHING_TO_DEPLOY, PLATFORM_DOWN, WORKSPACE_BUSY, ENGINE_UNAVAILABLE,
 *   IMAGE_UNAVAILABLE, DOCKER_FAILED, INTERRUPTED; for a canary CANARY_WITHOUT_STABLE, CANARY_IDENTICAL,
 *   CANARY_SHARE_IMPOSSIBLE
 */
export async function deploy(options: DeployOptions, context: ActionContext): Promise<DeployResult> {
  const { io, env, signal } = context;
  const timeoutMs = parseDuration(options.timeout, "--timeout", "deploy");
  const workspace = loadWorkspace(context.cwd);
  const services = selectServices(workspace, options.services);
  if (services.length === 0) {
    const globs = workspace.services.join(", ");
    throw new MsxError("NOTHING_TO_DEPLOY", { workspace: workspace.name, globs });
  }
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const instances = await assertUp(platform);
  const target = openTarget(options.target, platform, { env, timeoutMs });
  const { replicas, canary: canaryPercent } = options;
  const plan = async (): Promise<readonly Planned[]> => {
    const plans = await planServices(target, services, { replicas, canaryPercent });
    assertSomethingToTry(plans);
    return plans;
  };
  if (options.dryRun) return planned(options.target, workspace, await plan());
  return rollingOut("deploy", platform, services, signal, async () => {
    await prepareResources(platform, instances, signal);
    await target.prepare(services, io, signal);
    const plans = await plan();
    return applied(options.target, workspace, plans, await applyPlans(target, plans, io, signal));
  });
}

/** Among several services some may have nothing new; a command that would try nothing at all is a mistake. */
function assertSomethingToTry(plans: readonly Planned[]): void {
  const identical = plans.flatMap((plan) => ("error" in plan || !plan.identical ? [] : [plan]));
  const [first] = identical;
  if (first === undefined || identical.length < plans.length) return;
  const services = identical.map(({ service }) => service).join(", ");
  const { service, version } = first;
  throw new MsxError("CANARY_IDENTICAL", { services, service, version });
}
