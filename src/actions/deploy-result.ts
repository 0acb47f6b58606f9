import type { Planned, ServiceOutcome } from "../deploy/deploy-services.js";
import type { Canary, DeployState, DeployStep, TargetName } from "../deploy/target.js";
import type { MsxError } from "../errors/msx-error.js";
import { describeError } from "../messages/catalogue.js";
import type { MessageParams } from "../messages/text.js";
import type { Workspace } from "../workspace/workspace.js";

export interface DeployedService {
  readonly name: string;
  readonly target: TargetName;
  readonly state: DeployState;
  /** What serves now; where nothing does, what was tried. Null when not even that is known. */
  readonly version: string | null;
  readonly replicas: number;
  /** A version that gets a share of the requests beside it. */
  readonly canary: Canary | null;
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
  /** Of its services: `local` where they go to several. */
  readonly target: TargetName;
  /** Whether anything that runs was (or, in a dry run, would be) changed. */
  readonly changed: boolean;
  readonly dryRun: boolean;
  readonly services: readonly DeployedService[];
}

/** The plans of the services that go to one target. */
export interface PlansOfTarget {
  readonly target: TargetName;
  readonly plans: readonly Planned[];
}

/** What would be done. */
export function planned(workspace: Workspace, groups: readonly PlansOfTarget[]): DeployResult {
  const services = inGroups(groups, (target, plan): DeployedService => {
    if ("error" in plan)
      return { name: plan.service, target, state: "failed", ...nothing, ...failure(plan.error) };
    const { service: name, version, replicas, canary = null, url = null, steps } = plan;
    const done = plan.purpose === "rollback" ? "rolled-back" : "deployed";
    const state = steps.length > 0 ? done : "unchanged";
    return { name, target, state, version, replicas, canary, url, steps };
  });
  const { name } = workspace;
  return {
    workspace: name,
    target: oneOf(groups),
    changed: services.some(isChanged),
    dryRun: true,
    services,
  };
}

/** What was done. */
export function applied(
  workspace: Workspace,
  groups: readonly PlansOfTarget[],
  outcomes: readonly ServiceOutcome[],
): DeployResult {
  const services = inGroups(groups, (target, { service }): DeployedService => {
    const outcome = outcomes.find((one) => one.service === service);
    if (!outcome) return { name: service, target, state: "failed", ...nothing };
    const { state, version, replicas, canary = null, url = null, error } = outcome;
    const known = { name: service, target, state, version: version || null, replicas, canary, url };
    return { ...known, ...(error && failure(error)) };
  });
  const { name } = workspace;
  return {
    workspace: name,
    target: oneOf(groups),
    changed: services.some(isChanged),
    dryRun: false,
    services,
  };
}

function inGroups(
  groups: readonly PlansOfTarget[],
  show: (target: TargetName, plan: Planned) => DeployedService,
): DeployedService[] {
  return groups.flatMap(({ target, plans }) => plans.map((plan) => show(target, plan)));
}

function oneOf(groups: readonly PlansOfTarget[]): TargetName {
  const [first] = groups;
  return groups.length === 1 && first ? first.target : "local";
}

function isChanged({ state, error }: DeployedService): boolean {
  return error === undefined && state !== "unchanged";
}

const nothing = { version: null, replicas: 0, canary: null, url: null } as const;

function failure(error: MsxError): Pick<DeployedService, "reason" | "error"> {
  const { what, why } = describeError(error, "en");
  return { reason: `${what}\n${why}`, error: { code: error.code, params: error.params } };
}
