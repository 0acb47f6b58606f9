import { MsxError } from "../../../errors/msx-error.js";
import type { Io } from "../../../io/io.js";
import { connections } from "../../../platform/connections.js";
import { resolveImage } from "../../../platform/images.js";
import type { Platform } from "../../../platform/platform.js";
import type { Service } from "../../../workspace/workspace.js";
import { buildSettings } from "../../build-settings.js";
import { contentVersion } from "../../content-version.js";
import type {
  DeployOutcome,
  DeployPlan,
  DeployStep,
  PlanOptions,
  Target,
  TargetStatus,
} from "../../target.js";
import { TaskReport } from "../../task-report.js";
import { baseImages, hasDockerfile } from "./base-images.js";
import { BuildQueue } from "./build-queue.js";
import { gatewayPath } from "./gateway-route.js";
import { probeGateway } from "./probes.js";
import { type RolloutContext, rollOut, take } from "./rollout.js";
import { type Found, planRollout, type RolloutPlan } from "./rollout-plan.js";
import { imageName, instanceName, type ServiceShape, serviceSpec, specHash } from "./service-spec.js";
import { findReplicas, lookAround, type Surroundings } from "./surroundings.js";

/** Services as containers of the workspace's own engine, beside its resources. */
export class LocalTarget implements Target {
  readonly name = "local";
  readonly #platform: Platform;
  readonly #env: NodeJS.ProcessEnv;
  readonly #timeoutMs: number;
  readonly #builds: BuildQueue;

  /** @param options.timeoutMs how long new replicas may take until the gateway answers through them */
  constructor(platform: Platform, options: { env: NodeJS.ProcessEnv; timeoutMs: number }) {
    this.#platform = platform;
    this.#env = options.env;
    this.#timeoutMs = options.timeoutMs;
    this.#builds = new BuildQueue(platform.engine.services, options.env, (text) => platform.state.mask(text));
  }

  async prepare(services: readonly Service[], io: Io, signal: AbortSignal): Promise<void> {
    const { services: engine } = this.#platform.engine;
    for (const variable of buildSettings(this.#env).unreachable) {
      io.emit({ type: "note", level: "warn", code: "deploy.proxy-unreachable", params: { variable } });
    }
    const keys = new Set(
      services.flatMap((service) => (hasDockerfile(service) ? [...baseImages(service).values()] : [])),
    );
    for (const key of keys) {
      const { reference } = resolveImage(key, this.#platform.workspace, this.#env);
      if ((await engine.imageId(reference)) !== undefined) continue;
      const report = new TaskReport(io, `image:${key}`);
      report.announce("deploy.task.image", { image: reference });
      await engine.ensureImage(key, report.progress, signal);
      report.succeeded("deploy.image.present");
    }
  }

  async plan(service: Service, { replicas }: PlanOptions): Promise<DeployPlan> {
    const around = await lookAround(this.#platform);
    const shape = await this.#shape(service, around);
    const rollout = planRollout(await findReplicas(around, service), { specHash: specHash(shape), replicas });
    const url = this.#url(service, around);
    return {
      service: service.name,
      version: shape.version,
      replicas,
      steps: await this.#steps(shape, rollout, around),
      ...(url !== undefined && { url }),
    };
  }

  async apply(plan: DeployPlan, io: Io, signal: AbortSignal): Promise<DeployOutcome> {
    const service = this.#service(plan.service);
    const report = new TaskReport(io, service.name);
    const url = plan.url === undefined ? {} : { url: plan.url };
    if (plan.steps.length === 0) {
      report.succeeded("deploy.unchanged", { version: plan.version, replicas: plan.replicas });
      return { state: "unchanged", version: plan.version, replicas: plan.replicas, ...url };
    }
    try {
      report.started();
      await this.#carryOut(service, plan, report, signal);
    } catch (error) {
      if (!isOfTheService(error)) throw error;
      const left = await this.#serving(service);
      const before = left.find(({ instance }) => instance.version !== plan.version) ?? left[0];
      const state = before === undefined || error.code === "BUILD_FAILED" ? "failed" : "rolled-back";
      const version = before?.instance.version ?? plan.version;
      report.failed("deploy.failed", { detail: String(error.params.detail ?? error.code) });
      return { state, version, replicas: left.length, ...(left.length > 0 && url), error };
    }
    report.succeeded("deploy.done", { version: plan.version, replicas: plan.replicas });
    return { state: "deployed", version: plan.version, replicas: plan.replicas, ...url };
  }

  async status(service: Service): Promise<TargetStatus> {
    const around = await lookAround(this.#platform);
    const found = await findReplicas(around, service);
    const version = (found.find(({ serving }) => serving) ?? found[0])?.instance.version;
    const url = this.#url(service, around);
    return {
      replicas: found.length,
      ready: found.filter(({ serving }) => serving).length,
      ...(version !== undefined && { version }),
      ...(url !== undefined && { url }),
    };
  }

  async rollback(service: Service, io: Io, signal: AbortSignal): Promise<DeployOutcome> {
    const around = await lookAround(this.#platform);
    const found = await findReplicas(around, service, signal);
    const version = found
      .map(({ instance }) => instance.labels.previous)
      .find((label) => label !== undefined);
    if (version === undefined) throw new MsxError("NOTHING_TO_ROLL_BACK", { service: service.name });
    const shape = this.#shapeOf(service, version, around);
    if ((await this.#platform.engine.services.imageId(shape.image)) === undefined) {
      throw new MsxError("NOTHING_TO_ROLL_BACK", { service: service.name });
    }
    const rollout = planRollout(found, { specHash: specHash(shape), replicas: Math.max(found.length, 1) });
    const steps = await this.#steps(shape, rollout, around);
    const url = this.#url(service, around);
    const plan = { service: service.name, version, replicas: Math.max(found.length, 1), steps };
    return this.apply({ ...plan, ...(url !== undefined && { url }) }, io, signal);
  }

  async destroy(service: Service, signal: AbortSignal): Promise<number> {
    const around = await lookAround(this.#platform);
    const own = around.instances.filter(({ kind, owner }) => kind === "service" && owner === service.name);
    for (const instance of own) {
      signal.throwIfAborted();
      await take(instance, { engine: this.#platform.engine.services, consulUrl: around.consulUrl });
    }
    return own.length;
  }

  /** Looks again before it acts: between plan and now others were built and rolled out. */
  async #carryOut(
    service: Service,
    plan: DeployPlan,
    report: TaskReport,
    signal: AbortSignal,
  ): Promise<void> {
    if (plan.steps.some(({ kind }) => kind === "build")) await this.#build(service, plan, report, signal);
    const around = await lookAround(this.#platform);
    const shape = this.#shapeOf(service, plan.version, around);
    const found = await findReplicas(around, service, signal);
    const rollout = planRollout(found, { specHash: specHash(shape), replicas: plan.replicas });
    const previous = previousVersion(found, plan.version);
    const specOf = (number: number) => serviceSpec(shape, this.#platform.workspace, number, previous);
    await rollOut(service, rollout, specOf, this.#context(service, around, report), signal);
  }

  async #build(service: Service, plan: DeployPlan, report: TaskReport, signal: AbortSignal): Promise<void> {
    const bases: Record<string, string> = {};
    for (const [argument, key] of baseImages(service)) {
      bases[argument] = resolveImage(key, this.#platform.workspace, this.#env).reference;
    }
    const image = imageName(this.#platform.workspace, service.name, plan.version);
    report.progress("deploy.step.queued");
    const onLine = (line: string): void => report.progress("deploy.step.build", { line });
    await this.#builds.build({ service, image, version: plan.version, bases }, onLine, signal);
  }

  #context(service: Service, around: Surroundings, report: TaskReport): RolloutContext {
    const { engine, resources } = this.#platform;
    const routed = gatewayPath(this.#platform.workspace, service) !== undefined;
    if (!routed && around.gatewayUrl !== undefined) report.warn("deploy.no-route", { service: service.name });
    return {
      engine: engine.services,
      consulUrl: around.consulUrl,
      gatewayUrl: routed ? around.gatewayUrl : undefined,
      timeoutMs: this.#timeoutMs,
      mask: (text) => this.#platform.state.mask(text),
      syncRoutes: async () => {
        const gateway = resources.find(({ name }) => name === "gateway");
        if (gateway) await engine.syncFiles(gateway);
      },
      report: (step) =>
        step.kind === "routing"
          ? report.progress("deploy.step.routing")
          : report.progress(`deploy.step.${step.kind}`, { instance: step.instance }),
    };
  }

  async #shape(service: Service, around: Surroundings): Promise<ServiceShape> {
    const bases: Record<string, { reference: string; id?: string }> = {};
    for (const [argument, key] of baseImages(service)) {
      const { reference } = resolveImage(key, this.#platform.workspace, this.#env);
      const id = await this.#platform.engine.services.imageId(reference);
      bases[argument] = id === undefined ? { reference } : { reference, id };
    }
    return this.#shapeOf(service, contentVersion({ folder: service.folder, bases }), around);
  }

  #shapeOf(service: Service, version: string, around: Surroundings): ServiceShape {
    return {
      service,
      version,
      image: imageName(this.#platform.workspace, service.name, version),
      connections: connections(this.#platform, around.instances, "inside", service.name),
    };
  }

  async #steps(
    shape: ServiceShape,
    rollout: RolloutPlan,
    around: Surroundings,
  ): Promise<readonly DeployStep[]> {
    const { workspace, engine } = this.#platform;
    const { service, image } = shape;
    const path = gatewayPath(workspace, service);
    const steps: DeployStep[] = [];
    if (rollout.start.length > 0 && (await engine.services.imageId(image)) === undefined) {
      steps.push({ kind: "build", image });
    }
    for (const number of rollout.start) {
      steps.push({ kind: "start", instance: instanceName(workspace, service.name, number), image });
    }
    if (path !== undefined && (rollout.start.length > 0 || (await this.#isUnrouted(service, around)))) {
      steps.push({ kind: "route", path });
    }
    for (const { instance, why } of rollout.remove)
      steps.push({ kind: "remove", instance: instance.name, why });
    return steps;
  }

  async #isUnrouted(service: Service, { gatewayUrl, consulUrl }: Surroundings): Promise<boolean> {
    if (gatewayUrl === undefined) return false;
    const { signal } = new AbortController();
    return probeGateway({ gatewayUrl, consulUrl }, service.name, signal).then(
      () => false,
      () => true,
    );
  }

  async #serving(service: Service): Promise<readonly Found[]> {
    const found = await findReplicas(await lookAround(this.#platform), service);
    return found.filter(({ serving }) => serving);
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

/** What the service itself is to blame for; everything else is the environment's and ends the command. */
function isOfTheService(error: unknown): error is MsxError {
  return error instanceof MsxError && (error.code === "BUILD_FAILED" || error.code === "NOT_READY");
}

/** The version that `rollback` would put back: what served another one, or what those remember. */
function previousVersion(found: readonly Found[], version: string): string | undefined {
  const other = found.find(({ instance, serving }) => serving && instance.version !== version);
  return other?.instance.version ?? found.map(({ instance }) => instance.labels.previous).find(Boolean);
}
