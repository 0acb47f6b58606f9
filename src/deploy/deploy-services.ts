import { type DetailParam, reasonOf } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import type { Io } from "../io/io.js";
import type { Service } from "../workspace/workspace.js";
import { deployOrder } from "./deploy-order.js";
import type { DeployOutcome, DeployPlan, PlanOptions, Target } from "./target.js";
import { TaskReport, taskId } from "./task-report.js";

const titles = {
  deploy: "deploy.task",
  canary: "deploy.task.canary",
  rollback: "deploy.task.rollback",
} as const;

/** How many services are rolled out at once; each is little work and much waiting. */
const atOnce = 4;

export interface ServiceOutcome extends DeployOutcome {
  readonly service: string;
}

/** A plan, or why the service cannot even be planned. */
export type Planned = DeployPlan | { readonly service: string; readonly error: MsxError };

/** Plans every service, callees first. @throws what is not one service's own fault */
export async function planServices(
  target: Target,
  services: readonly Service[],
  options: PlanOptions,
): Promise<readonly Planned[]> {
  const plans: Planned[] = [];
  for (const service of deployOrder(services)) {
    try {
      plans.push(await target.plan(service, options));
    } catch (error) {
      if (!(error instanceof MsxError && error.code === "BUILD_FAILED")) throw error;
      plans.push({ service: service.name, error });
    }
  }
  return plans;
}

/**
 * Carries plans out, several at once, begun in their order. One that fails does not stop the others.
 * @throws the first failure that is the environment's rather than a service's, once all have ended
 */
export async function applyPlans(
  target: Target,
  plans: readonly Planned[],
  io: Io,
  signal: AbortSignal,
): Promise<readonly ServiceOutcome[]> {
  const tasks = plans.map((plan) => ({
    id: taskId(plan.service),
    code: "error" in plan ? ("deploy.task" as const) : titles[plan.purpose],
    params: { service: plan.service },
  }));
  io.emit({ type: "plan", tasks });
  const outcomes: ServiceOutcome[] = [];
  const failures: unknown[] = [];
  const waiting = plans.entries();
  const work = async (): Promise<void> => {
    for (const [index, plan] of waiting) {
      try {
        signal.throwIfAborted();
        outcomes[index] = { service: plan.service, ...(await applyOne(target, plan, io, signal)) };
      } catch (error) {
        new TaskReport(io, plan.service).failed("deploy.failed", { detail: detailOf(error) });
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (failures.length > 0) throw failures[0];
  return outcomes;
}

async function applyOne(target: Target, plan: Planned, io: Io, signal: AbortSignal): Promise<DeployOutcome> {
  if (!("error" in plan)) return target.apply(plan, io, signal);
  new TaskReport(io, plan.service).failed("deploy.failed", { detail: plan.error.code });
  return { state: "failed", version: "", replicas: 0, error: plan.error };
}

function detailOf(error: unknown): DetailParam {
  return error instanceof MsxError ? (error.params.detail ?? error.code) : reasonOf(error);
}
