import { MsxError } from "../../../errors/msx-error.js";
import type { Io } from "../../../io/io.js";
import type { Platform } from "../../../platform/platform.js";
import { gatewayPath } from "../../../workspace/gateway-path.js";
import type { Service } from "../../../workspace/workspace.js";
import type {
  DeployOutcome,
  DeployPlan,
  PlanOptions,
  PlanPurpose,
  Target,
  TargetStatus,
} from "../../target.js";
import { TaskReport } from "../../task-report.js";
import { type Decision, decideCanary, decideDeploy, decideRollback, servingOf } from "./decisions.js";
import { passingInstances } from "./probes.js";
import { retire } from "./retire.js";
import { type RolloutContext, rollOut } from "./rollout.js";
import { type Found, isCanary } from "./rollout-plan.js";
import { ServiceImages } from "./service-images.js";
import { serviceSpec } from "./service-spec.js";
import { Shapes } from "./shapes.js";
import { stepsOf } from "./steps.js";
import { findReplicas, lookAround, type Surroundings } from "./surroundings.js";

/** Services as containers of the workspace's own engine, beside its resources. */
export class LocalTarget implements Target {
  readonly name = "local";
  readonly #platform: Platform;
  readonly #timeoutMs: number;
  readonly #shapes: Shapes;
  readonly #images: ServiceImages;

  /** @param options.timeoutMs how long new replicas may take until the gateway answers through them */
  constructor(platform: Platform, options: { env: NodeJS.ProcessEnv; timeoutMs: number }) {
    this.#platform = platform;
    this.#timeoutMs = options.timeoutMs;
    this.#shapes = new Shapes(platform, options.env);
    this.#images = new ServiceImages(platform, options.env);
  }

  prepare(services: readonly Service[], io: Io, signal: AbortSignal): Promise<void> {
    return this.#images.prepare(services, io, signal);
  }

  async plan(service: Service, { replicas, canaryPercent: percent }: PlanOptions): Promise<DeployPlan> {
    const around = await lookAround(this.#platform);
    const shape = await this.#shapes.fromSources(service, around);
    const found = await findReplicas(around, service);
    if (percent === undefined) {
      return this.#planOf(service, "deploy", decideDeploy(found, shape, replicas), around);
    }
    const weights = await weightsOf(service, around);
    const decision = decideCanary(found, shape, { percent, replicas }, weights);
    return this.#planOf(service, "canary", decision, around);
  }

  async planRollback(service: Service): Promise<DeployPlan> {
    const around = await lookAround(this.#platform);
    const found = await findReplicas(around, service);
    const decision = this.#decideRollback(service, found, around);
    const { rollout, shape } = decision;
    if (rollout.start.length > 0 && !(await this.#images.isPresent(shape.image))) {
      const running = servingOf(found)?.version ?? "-";
      const params = { service: service.name, running, previous: shape.version, image: shape.image };
      throw new MsxError("NOTHING_TO_ROLL_BACK", params);
    }
    return this.#planOf(service, "rollback", decision, around);
  }

  async apply(plan: DeployPlan, io: Io, signal: AbortSignal): Promise<DeployOutcome> {
    const service = this.#service(plan.service);
    const report = new TaskReport(io, service.name);
    const url = plan.url === undefined ? {} : { url: plan.url };
    const { version, replicas, canary, purpose } = plan;
    const after = { version, replicas, ...(canary && { canary }), ...url };
    if (plan.steps.length === 0) {
      report.succeeded("deploy.unchanged", { version, replicas });
      return { state: "unchanged", ...after };
    }
    try {
      report.started();
      await this.#carryOut(service, plan, report, signal);
    } catch (error) {
      if (!isOfTheService(error)) throw error;
      const left = servingOf(await findReplicas(await lookAround(this.#platform), service));
      report.failed("deploy.failed", { detail: error.params.detail ?? error.code });
      const isBack = left !== undefined && error.code !== "BUILD_FAILED" && purpose !== "rollback";
      const state = isBack ? "rolled-back" : "failed";
      const tried = { version: canary?.version ?? version, replicas: 0 };
      return { state, ...(left ? { ...left, ...url } : tried), error };
    }
    if (canary) report.succeeded("deploy.done.canary", { ...canary, stable: version });
    else report.succeeded("deploy.done", { version, replicas });
    return { state: purpose === "rollback" ? "rolled-back" : "deployed", ...after };
  }

  async status(service: Service): Promise<TargetStatus> {
    const around = await lookAround(this.#platform);
    const found = await findReplicas(around, service);
    const stable = found.filter((one) => !isCanary(one));
    const serving = servingOf(found);
    const version = serving?.version ?? found[0]?.instance.version;
    const url = this.#url(service, around);
    return {
      replicas: stable.length,
      ready: stable.filter((one) => one.serving).length,
      ...(serving?.canary && { canary: serving.canary }),
      ...(version !== undefined && { version }),
      ...(url !== undefined && { url }),
    };
  }

  async destroy(service: Service, signal: AbortSignal): Promise<number> {
    const around = await lookAround(this.#platform);
    const own = around.instances.filter(({ kind, owner }) => kind === "service" && owner === service.name);
    signal.throwIfAborted();
    await retire(service.name, own, { engine: this.#platform.engine.services, ...around });
    return own.length;
  }

  /** Looks again before it acts: between plan and now others were built and rolled out. */
  async #carryOut(
    service: Service,
    plan: DeployPlan,
    report: TaskReport,
    signal: AbortSignal,
  ): Promise<void> {
    if (plan.steps.some(({ kind }) => kind === "build")) {
      await this.#images.build(service, plan.canary?.version ?? plan.version, report, signal);
    }
    const around = await lookAround(this.#platform);
    const found = await findReplicas(around, service, signal);
    const { shape, rollout, before } = await this.#decideAgain(service, plan, found, around);
    const specOf = (number: number) => serviceSpec(shape, this.#platform.workspace, number, before);
    const context = this.#context(service, around, shape.canary?.weight, report);
    await rollOut(shape.service, rollout, specOf, context, signal);
    await this.#images.prune(service);
  }

  async #decideAgain(
    service: Service,
    { purpose, version, replicas, canary }: DeployPlan,
    found: readonly Found[],
    around: Surroundings,
  ): Promise<Decision> {
    if (purpose === "rollback") return this.#decideRollback(service, found, around);
    if (canary === undefined) {
      return decideDeploy(found, this.#shapes.of(service, version, around), replicas);
    }
    const shape = this.#shapes.of(service, canary.version, around);
    return decideCanary(found, shape, canary, await weightsOf(service, around));
  }

  #decideRollback(service: Service, found: readonly Found[], around: Surroundings): Decision {
    return decideRollback(service, found, (as, version) => this.#shapes.of(as, version, around));
  }

  async #planOf(
    service: Service,
    purpose: PlanPurpose,
    decision: Decision,
    around: Surroundings,
  ): Promise<DeployPlan> {
    const url = this.#url(service, around);
    return {
      service: service.name,
      purpose,
      ...decision.after,
      steps: await stepsOf(decision, this.#platform, around),
      ...(decision.identical && { identical: true }),
      ...(url !== undefined && { url }),
    };
  }

  #context(
    service: Service,
    around: Surroundings,
    weight: number | undefined,
    report: TaskReport,
  ): RolloutContext {
    const { engine, resources } = this.#platform;
    const routed = gatewayPath(this.#platform.workspace, service) !== undefined;
    if (!routed && around.gatewayUrl !== undefined) report.warn("deploy.no-route", { service: service.name });
    const gateway = resources.find(({ name }) => name === "gateway");
    return {
      engine: engine.services,
      consulUrl: around.consulUrl,
      gatewayUrl: routed ? around.gatewayUrl : undefined,
      weight,
      timeoutMs: this.#timeoutMs,
      mask: (text) => this.#platform.state.mask(text),
      async syncRoutes() {
        if (gateway) await engine.syncFiles(gateway);
      },
      report: (step) =>
        step.kind === "routing"
          ? report.progress("deploy.step.routing")
          : report.progress(`deploy.step.${step.kind}`, { instance: step.instance }),
    };
  }

  #service(name: string): Service {
    const service = this.#platform.workspace.allServices.find((one) => one.name === name);
    if (service === undefined) throw new MsxError("UNKNOWN_SERVICE", { name, known: "-" });
    return service;
  }

  #url(service: Service, around: Surroundings): string | undefined {
    const path = gatewayPath(this.#platform.workspace, service);
    return around.gatewayUrl === undefined || path === undefined ? undefined : `${around.gatewayUrl}${path}`;
  }
}

async function weightsOf(
  service: Service,
  { consulUrl }: Surroundings,
): Promise<ReadonlyMap<string, number>> {
  if (consulUrl === undefined) return new Map();
  const passing = await passingInstances(consulUrl, service.name, new AbortController().signal);
  return new Map([...passing].map(([id, { weight }]) => [id, weight]));
}

/** What the service itself is to blame for; everything else is the environment's and ends the command. */
function isOfTheService(error: unknown): error is MsxError {
  return error instanceof MsxError && (error.code === "BUILD_FAILED" || error.code === "NOT_READY");
}
