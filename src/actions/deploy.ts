import { applyPlans, type Planned, planServices, type ServiceOutcome } from "../deploy/deploy-services.js";
import type { TargetName } from "../deploy/target.js";
import type { PlaceOptions } from "../deploy/targets/lambda/place.js";
import { MsxError } from "../errors/msx-error.js";
import { parseDuration } from "../platform/duration.js";
import { prepareResources } from "../platform/essential.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import { loadWorkspace, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { applied, type DeployResult, planned } from "./deploy-result.js";
import { openTargets, recordsAt, type TargetGroup, type TargetGroups } from "./deploy-targets.js";
import { confirmPlace } from "./function-place.js";
import { routeToFunctions } from "./function-routes.js";
import { rollingOut } from "./rolling-out.js";

export interface DeployOptions extends PlaceOptions {
  /** All of the workspace when empty. */
  readonly services: readonly string[];
  /** Undefined: functions to AWS, the others beside the platform. */
  readonly target: TargetName | undefined;
  readonly replicas: number;
  /** From 1 to 99: the share of the requests a new version gets beside the present one; undefined for all of them. */
  readonly canary: number | undefined;
  /** `90s`, `2m`: for each service, from its start until the gateway leads to it. Building is not counted. */
  readonly timeout: string;
  readonly dryRun: boolean;
  /** Of functions' templates, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Do not ask before anything off this machine is changed. */
  readonly yes: boolean;
}

/** A group with its plans. */
interface PlannedGroup {
  readonly group: TargetGroup;
  readonly plans: readonly Planned[];
}

/**
 * Builds, starts and routes services; what ran before serves until the new version does. A service that does not come up
 * is in the result, not thrown.
 * @throws MsxError NO_WORKSPACE, UNKNOWN_SERVICE, NOTHING_TO_DEPLOY, PLATFORM_DOWN, WORKSPACE_BUSY, ENGINE_UNAVAILABLE,
 *   IMAGE_UNAVAILABLE, DOCKER_FAILED, INTERRUPTED; for a canary CANARY_WITHOUT_STABLE, CANARY_IDENTICAL,
 *   CANARY_SHARE_IMPOSSIBLE; for functions FUNCTION_TEMPLATE_MISSING, FILE_INVALID, AWS_UNREACHABLE, RESOURCE_FOREIGN,
 *   CONFIRMATION_NEEDED
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
  const targets = await openTargets(
    platform,
    services,
    { ...options, timeoutMs, command: "deploy" },
    context,
  );
  try {
    if (options.dryRun) return planned(workspace, groupsOf(await planAll(targets, options)));
    if (targets.place) await confirmPlace(targets.place, options.yes, context);
    return await rollingOut("deploy", platform, services, signal, async () => {
      const isLocal = targets.groups.some(({ name }) => name === "local");
      if (isLocal) await prepareResources(platform, targets.instances, signal);
      for (const { target, services: own } of targets.groups) await target.prepare(own, io, signal);
      const all = await planAll(targets, options);
      const outcomes: ServiceOutcome[] = [];
      for (const { group, plans } of all) {
        outcomes.push(...(await applyPlans(group.target, plans, io, signal)));
      }
      await routeFunctions(platform, targets, outcomes);
      return applied(workspace, groupsOf(all), await withUrls(targets, outcomes));
    });
  } finally {
    targets.close();
  }
}

async function planAll(
  { groups }: TargetGroups,
  { replicas, canary: canaryPercent }: DeployOptions,
): Promise<readonly PlannedGroup[]> {
  const all: PlannedGroup[] = [];
  for (const group of groups) {
    const plans = await planServices(group.target, group.services, { replicas, canaryPercent });
    assertSomethingToTry(plans);
    all.push({ group, plans });
  }
  return all;
}

function groupsOf(all: readonly PlannedGroup[]) {
  return all.map(({ group: { name }, plans }) => ({ target: name, plans }));
}

/** The platform's gateway leads to functions at the platform's own AWS. */
async function routeFunctions(
  platform: Platform,
  { groups, place }: TargetGroups,
  outcomes: readonly ServiceOutcome[],
): Promise<void> {
  if (!place?.isPlatform) return;
  const records = recordsAt(platform, place);
  const functions = groups.flatMap(({ name, services }) => (name === "lambda" ? services : []));
  const live = functions.flatMap((service) => {
    const outcome = outcomes.find((one) => one.service === service.name);
    const record = outcome?.error === undefined ? records.read(service.name) : undefined;
    return record === undefined ? [] : [{ service, record }];
  });
  await routeToFunctions(platform, live);
}

/** A route that was just written is known only now. */
async function withUrls(
  { groups }: TargetGroups,
  outcomes: readonly ServiceOutcome[],
): Promise<readonly ServiceOutcome[]> {
  const { target, services } = groups.find(({ name }) => name === "lambda") ?? {};
  return Promise.all(
    outcomes.map(async (outcome) => {
      const service = services?.find(({ name }) => name === outcome.service);
      const url =
        service && target && outcome.url === undefined ? (await target.status(service)).url : undefined;
      return url === undefined ? outcome : { ...outcome, url };
    }),
  );
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
