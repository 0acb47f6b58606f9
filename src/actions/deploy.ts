import { applyPlans, type Planned, planServices, type ServiceOutcome } from "../deploy/deploy-services.js";
import type { DeployState, DeployStep, TargetName } from "../deploy/target.js";
import { openTarget } from "../deploy/targets/index.js";
import { MsxError } from "../errors/msx-error.js";
import { describeError } from "../messages/catalogue.js";
import type { MessageParams } from "../messages/text.js";
import { parseDuration } from "../platform/duration.js";
import { hostEndpoint, type Instance } from "../platform/engines/engine.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import type { ResourceName } from "../platform/resource.js";
import { withWorkspaceLock } from "../platform/workspace-lock.js";
import { loadWorkspace, type Service, selectServices, type Workspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

export interface DeployOptions {
  /** All of the workspace when empty. */
  readonly services: readonly string[];
  readonly target: TargetName;
  readonly replicas: number;
  /** `90s`, `2m`: for each service, from its start until the gateway leads to it. Building is not counted. */
  readonly timeout: string;
  readonly dryRun: boolean;
}

export interface DeployedService {
  readonly name: string;
  readonly state: DeployState;
  /** What serves now; where nothing does, what was tried. Null when not even that is known. */
  readonly version: string | null;
  readonly replicas: number;
  /** At the gateway; null for a service without a route. */
  readonly url: string | null;
  /** Why it is not live, log lines included. In English: the code and its values are in `error`. */
  readonly reason?: string;
  readonly error?: { readonly code: MsxError["code"]; readonly params: MessageParams };
  /** Only of a dry run. */
  readonly steps?: readonly DeployStep[];
}

export interface DeployResult {
  readonly workspace: string;
  readonly target: TargetName;
  /** Whether anything that runs was (or, in a dry run, would be) changed. */
  readonly changed: boolean;
  readonly dryRun: boolean;
  readonly services: readonly DeployedService[];
}

/** Without these no service of the workspace works; the others (`aws`, `tracing`) are missed only by who uses them. */
const essential: readonly ResourceName[] = ["postgres", "rabbitmq", "consul", "gateway"];

/**
 * Builds, starts and routes services; what ran before serves until the new version does. A service that does not come up
 * is in the result, not thrown.
 * @throws MsxError NO_WORKSPACE, UNKNOWN_SERVICE, NOTHING_TO_DEPLOY, PLATFORM_DOWN, WORKSPACE_BUSY, ENGINE_UNAVAILABLE,
 *   IMAGE_UNAVAILABLE, DOCKER_FAILED, INTERRUPTED
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
  if (options.dryRun) return planned(options, workspace, await planServices(target, services, options));
  return withWorkspaceLock(workspace, "deploy", async () => {
    try {
      await prepareResources(platform, instances, signal);
      await target.prepare(services, io, signal);
      const plans = await planServices(target, services, options);
      return applied(options, workspace, plans, await applyPlans(target, plans, io, signal));
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new MsxError("INTERRUPTED", { left: await whatRuns(platform, services) }, { cause: error });
    }
  });
}

/** @throws MsxError PLATFORM_DOWN */
async function assertUp({ engine, resources, workspace }: Platform): Promise<readonly Instance[]> {
  const instances = await engine.observe();
  const running = instances.filter(({ kind, state }) => kind === "resource" && state === "running");
  const missing = resources
    .map(({ name }) => name)
    .filter((name) => essential.includes(name) && !running.some(({ owner }) => owner === name));
  if (missing.length === 0) return instances;
  throw new MsxError("PLATFORM_DOWN", { workspace: workspace.name, missing: missing.join(", ") });
}

/** A service that was added since `up` gets its database and role now. */
async function prepareResources(
  { resources, context }: Platform,
  instances: readonly Instance[],
  signal: AbortSignal,
): Promise<void> {
  for (const resource of resources) {
    const instance = instances.find(
      ({ kind, owner, state }) => kind === "resource" && owner === resource.name && state === "running",
    );
    if (instance) await resource.prepare?.(hostEndpoint(instance), context, signal);
  }
}

function planned(options: DeployOptions, workspace: Workspace, plans: readonly Planned[]): DeployResult {
  const services = plans.map((plan): DeployedService => {
    if ("error" in plan) return { name: plan.service, state: "failed", ...nothing, ...failure(plan.error) };
    const { service: name, version, replicas, url = null, steps } = plan;
    return { name, state: steps.length > 0 ? "deployed" : "unchanged", version, replicas, url, steps };
  });
  const changed = services.some(({ state }) => state === "deployed");
  return { workspace: workspace.name, target: options.target, changed, dryRun: true, services };
}

function applied(
  options: DeployOptions,
  workspace: Workspace,
  plans: readonly Planned[],
  outcomes: readonly ServiceOutcome[],
): DeployResult {
  const services = plans.map(({ service }): DeployedService => {
    const outcome = outcomes.find((one) => one.service === service);
    if (!outcome) return { name: service, state: "failed", ...nothing };
    const { state, version, replicas, url = null, error } = outcome;
    return { name: service, state, version: version || null, replicas, url, ...(error && failure(error)) };
  });
  const changed = services.some(({ state }) => state === "deployed");
  return { workspace: workspace.name, target: options.target, changed, dryRun: false, services };
}

const nothing = { version: null, replicas: 0, url: null } as const;

function failure(error: MsxError): Pick<DeployedService, "reason" | "error"> {
  const { what, why } = describeError(error, "en");
  return { reason: `${what}\n${why}`, error: { code: error.code, params: error.params } };
}

async function whatRuns({ engine }: Platform, services: readonly Service[]): Promise<string> {
  const names = services.map(({ name }) => name);
  const instances = await engine.observe().catch(() => undefined);
  if (!instances) return "?";
  const running = instances.filter(({ owner, state }) => names.includes(owner) && state === "running");
  return running.map(({ name, version }) => `${name} ${version ?? ""}`.trim()).join(", ") || "-";
}
