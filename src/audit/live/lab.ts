import { setTimeout as delay } from "node:timers/promises";
import type { Target } from "../../deploy/target.js";
import type { Io } from "../../io/io.js";
import type { MessageCode } from "../../messages/catalogue.js";
import type { MessageParams } from "../../messages/text.js";
import { connections } from "../../platform/connections.js";
import type { Instance } from "../../platform/engines/engine.js";
import type { Faults } from "../../platform/faults/faults.js";
import type { Platform } from "../../platform/platform.js";
import { gatewayPath } from "../../workspace/gateway-path.js";
import type { Random } from "./contract/random.js";
import type { PlannedRequest } from "./http/plan.js";
import { type Answer, isOk, send } from "./http/send.js";
import type { Subject } from "./subject.js";

export interface LabOptions {
  readonly platform: Platform;
  readonly target: Target;
  readonly faults: Faults;
  /** Of the whole workspace. */
  readonly subjects: readonly Subject[];
  readonly random: Random;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** How long a service may take to serve again after what was broken runs again. */
const servingAgainMs = 90_000;
const pauseMs = 250;

/** The running platform, with the means to break it and to look at it. */
export class Lab {
  readonly options: LabOptions;
  /** Of the experiment that is under way. */
  #task = "";

  constructor(options: LabOptions) {
    this.options = options;
  }

  get signal(): AbortSignal {
    return this.options.signal;
  }

  get faults(): Faults {
    return this.options.faults;
  }

  get random(): Random {
    return this.options.random;
  }

  get platform(): Platform {
    return this.options.platform;
  }

  /** From now on progress is told under this task. */
  begin(task: string): void {
    this.#task = task;
    this.options.io.emit({ type: "task", id: task, state: "started" });
  }

  /** Says the present step. */
  progress(code: MessageCode, params: MessageParams = {}): void {
    this.options.io.emit({ type: "task", id: this.#task, state: "progress", code, params });
  }

  subjectOf(name: string): Subject | undefined {
    return this.options.subjects.find(({ service }) => service.name === name);
  }

  hasResource(name: string): boolean {
    return this.platform.resources.some((one) => one.name === name);
  }

  /** The variables that lead to what runs, from the host. */
  async variables(): Promise<Record<string, string>> {
    return connections(this.platform, await this.platform.engine.observe(), "host");
  }

  /** The replicas of a service that run, in order. */
  async replicas({ service }: Subject): Promise<readonly Instance[]> {
    const instances = await this.platform.engine.observe();
    return instances.filter(
      ({ kind, owner, state }) => kind === "service" && owner === service.name && state === "running",
    );
  }

  /** Sends to the first replica of a service itself, or, to a function, through the gateway. */
  async ask(subject: Subject, planned: PlannedRequest): Promise<Answer> {
    if (subject.service.form === "lambda") return this.askGateway(subject, planned);
    const [replica] = await this.replicas(subject);
    if (replica === undefined)
      return { status: 0, text: "", location: undefined, ms: 0, failure: "no replica runs" };
    return send(originOf(replica), planned, this.signal);
  }

  async askGateway(subject: Subject, planned: PlannedRequest): Promise<Answer> {
    const { GATEWAY_URL: origin } = await this.variables();
    const through = this.throughGateway(subject, planned);
    if (origin === undefined || through === undefined) {
      return { status: 0, text: "", location: undefined, ms: 0, failure: "the gateway does not lead to it" };
    }
    return send(origin, through, this.signal);
  }

  /** As clients send it; undefined when no route leads to the service. */
  throughGateway({ service }: Subject, planned: PlannedRequest): PlannedRequest | undefined {
    const route = gatewayPath(this.platform.workspace, service);
    const base = service.http?.basePath;
    if (route === undefined || base === undefined || !planned.path.startsWith(base)) return undefined;
    return { ...planned, path: `${route}${planned.path.slice(base.length)}` };
  }

  get(path: string): PlannedRequest {
    return { method: "GET", path, headers: { accept: "application/json" } };
  }

  /** What a replica says of its readiness. */
  readiness({ service }: Subject, replica: Instance): Promise<Answer> {
    return send(originOf(replica), this.get(service.http?.health.ready ?? "/health/ready"), this.signal);
  }

  /**
   * Waits until something holds.
   * @returns whether it did within the time
   * @throws the signal's reason
   */
  async until(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
    const end = performance.now() + withinMs;
    for (;;) {
      if (await holds()) return true;
      if (performance.now() > end) return false;
      await this.pause(pauseMs);
    }
  }

  async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.signal });
  }

  /** Waits until every service is ready, and is reached through the gateway where a route leads to it. */
  async untilServing(subjects: readonly Subject[]): Promise<boolean> {
    const serves = async (subject: Subject): Promise<boolean> => {
      if (subject.service.form === "lambda") return true;
      const replicas = await this.replicas(subject);
      for (const replica of replicas) if (!isOk(await this.readiness(subject, replica))) return false;
      if (replicas.length === 0) return false;
      const read = subject.read?.();
      const isRouted = read !== undefined && this.throughGateway(subject, read) !== undefined;
      return !isRouted || isOk(await this.askGateway(subject, read));
    };
    const all = await Promise.all(subjects.map((one) => this.until(() => serves(one), servingAgainMs)));
    return all.every(Boolean);
  }
}

export function originOf(replica: Instance): string {
  return `http://127.0.0.1:${replica.ports.http}`;
}
