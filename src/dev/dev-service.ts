import { setTimeout as delay } from "node:timers/promises";
import type { Reason } from "../errors/detail.js";
import { freePort } from "../platform/free-port.js";
import type { ProcessEnd, ProcessSupervisor } from "../platform/processes/process-supervisor.js";
import type { Service } from "../workspace/workspace.js";
import type { ConsulRegistry } from "./consul-registry.js";
import type { DevEvent } from "./dev-event.js";
import type { DevStack } from "./dev-stack.js";
import type { Front } from "./front.js";
import { describeEnd, Instance } from "./instance.js";

export interface DevServiceOptions {
  readonly service: Service;
  readonly stack: DevStack;
  readonly supervisor: ProcessSupervisor;
  /** Where others reach the service, whichever process runs it. */
  readonly front: Front;
  /** Where a debugger reaches it; without one it is not debugged. */
  readonly debuggerFront?: Front;
  /** Undefined when the workspace does without. */
  readonly consul?: ConsulRegistry;
  /** In front of the number of the process: `<workspace>-<service>-dev-`. */
  readonly idPrefix: string;
  readonly gatewayUrl: string | null;
  /** The variables the service is given, read anew at each start. @throws MsxError FILE_INVALID */
  environment(id: string, port: number): Readonly<Record<string, string>>;
  onEvent(event: DevEvent): void;
}

/** In-flight work of the version before is finished within this. */
const graceMs = 4_000;
/** The next process is made ready when the machine has had time to answer with this one. */
const spareDelayMs = 400;
const registeredWithinMs = 5_000;
/** By then Consul's own check has passed, or failed often enough to show that containers do not get through. */
const checkedWithinMs = 180_000;
const lookAgainMs = 25;

/**
 * One service run from source: on every save a new process takes over from the one before as soon as it is ready. Code
 * that does not start changes nothing: what ran before goes on answering.
 */
export class DevService {
  readonly #options: DevServiceOptions;
  #current: Instance | undefined;
  #spare: Instance | undefined;
  #number = 0;
  #stopped = false;
  /** Aborted by the next save, and by the end. */
  #present = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #checked = false;

  constructor(options: DevServiceOptions) {
    this.#options = options;
  }

  /** Starts it, or takes over what was saved; a start that is under way is given up for this one. */
  reload(files: readonly string[]): void {
    if (this.#stopped) return;
    const savedAt = performance.now();
    this.#present.abort();
    this.#present = new AbortController();
    const { signal } = this.#present;
    this.#work = this.#work.then(async () => {
      if (signal.aborted) return;
      if (files.length > 0) this.#tell({ type: "changed", service: this.#name, files });
      await this.#replace(files, savedAt, signal);
    });
  }

  /** Stops everything it runs and takes it out of Consul. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#present.abort();
    this.#spare?.kill();
    await this.#work;
    const { front, debuggerFront } = this.#options;
    const current = this.#current;
    this.#current = undefined;
    if (current) await this.#retire(current);
    front.close();
    debuggerFront?.close();
  }

  get #name(): string {
    return this.#options.service.name;
  }

  #tell(event: DevEvent): void {
    this.#options.onEvent(event);
  }

  async #replace(files: readonly string[], savedAt: number, signal: AbortSignal): Promise<void> {
    const before = this.#current;
    const next = this.#takeSpare(files);
    try {
      const end = await this.#start(next, signal);
      if (end) {
        this.#tellFailed(describeEnd(end), before);
        return;
      }
      await this.#takeOver(next, signal);
      if (before) void this.#retire(before);
      this.#tellReady(savedAt, before !== undefined);
      void this.#checkReach(next.id);
    } catch (error) {
      if (this.#current !== next) await next.stop(graceMs);
      else if (before) void this.#retire(before);
      if (signal.aborted) return;
      const line = error instanceof Error ? error.message : String(error);
      this.#tell({ type: "log", service: this.#name, stream: "stderr", line });
      this.#tellFailed("-", before);
    } finally {
      void this.#makeSpare(signal);
    }
  }

  /** Resolves when the process serves, or with its end. */
  async #start(next: Instance, signal: AbortSignal): Promise<ProcessEnd | undefined> {
    const { debuggerFront, service, idPrefix, environment } = this.#options;
    const port = await freePort();
    this.#number += 1;
    const id = `${idPrefix}${this.#number}`;
    next.start({ id, port, env: environment(id, port), inspect: debuggerFront !== undefined });
    return next.ready(service.http?.health.ready ?? "/health/ready", signal);
  }

  /** New requests and the debugger go to the process from here on. */
  async #takeOver(next: Instance, signal: AbortSignal): Promise<void> {
    const { front, debuggerFront } = this.#options;
    front.switchTo(next.port);
    debuggerFront?.switchTo(await next.debuggerPort(), { cut: true });
    this.#current = next;
    void next.ended.then((end) => this.#onEnded(next, describeEnd(end)));
    await this.#untilRegistered(next.id, signal);
  }

  #tellFailed(ended: Reason, before: Instance | undefined): void {
    const serving = before !== undefined && !before.isOver;
    this.#tell({ type: "failed", service: this.#name, ended, serving });
  }

  #tellReady(savedAt: number, reload: boolean): void {
    const { front, debuggerFront, gatewayUrl } = this.#options;
    this.#tell({
      type: "ready",
      service: this.#name,
      ms: Math.round(performance.now() - savedAt),
      reload,
      url: `http://127.0.0.1:${front.port}`,
      gatewayUrl,
      debugger: debuggerFront ? `127.0.0.1:${debuggerFront.port}` : null,
    });
  }

  /** It ended by itself: nobody is sent to it any more. */
  async #onEnded(instance: Instance, ended: Reason): Promise<void> {
    if (this.#current !== instance || this.#stopped) return;
    this.#current = undefined;
    this.#options.front.switchTo(undefined);
    await this.#options.consul?.deregister(instance.id);
    this.#tellFailed(ended, undefined);
  }

  async #retire(instance: Instance): Promise<void> {
    const { code } = await instance.stop(graceMs);
    // It has left Consul by itself, unless it was cut off.
    if (code !== 0) await this.#options.consul?.deregister(instance.id);
  }

  /** Until then what ran before must go on, or the gateway would use a deployed instance in between. */
  async #untilRegistered(id: string, signal: AbortSignal): Promise<void> {
    const { consul } = this.#options;
    if (!consul) return;
    const until = performance.now() + registeredWithinMs;
    while (performance.now() < until) {
      const found = await consul.instances(this.#name, id, signal).catch(() => []);
      signal.throwIfAborted();
      if (found.some((one) => one.id === id && one.passing)) return;
      await delay(lookAgainMs, undefined, { signal });
    }
  }

  /** Once: a firewall between containers and this machine is found out, and named, here. */
  async #checkReach(id: string): Promise<void> {
    const { consul } = this.#options;
    if (!consul || this.#checked) return;
    this.#checked = true;
    const { signal } = this.#present;
    const until = performance.now() + checkedWithinMs;
    while (performance.now() < until && !signal.aborted) {
      await delay(1_000, undefined, { signal }).catch(() => undefined);
      const [found] = await consul.instances(this.#name, id, signal).catch(() => []);
      if (!found || found.output === "" || signal.aborted) continue;
      if (!found.passing && /dial|lookup|timeout|exceeded|unreachable/i.test(found.output)) {
        const address = String(this.#options.environment(id, 0).SERVICE_ADDRESS);
        this.#tell({ type: "unreachable", service: this.#name, address, detail: found.output.trim() });
      }
      return;
    }
  }

  #takeSpare(files: readonly string[]): Instance {
    const { stack } = this.#options;
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare && !spare.isOver && !stack.isStale(files)) return spare;
    spare?.kill();
    return this.#launch();
  }

  async #makeSpare(signal: AbortSignal): Promise<void> {
    await delay(spareDelayMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || this.#spare) return;
    this.#spare = this.#launch();
  }

  #launch(): Instance {
    const { service, stack, supervisor } = this.#options;
    return new Instance({
      service: service.name,
      folder: service.folder,
      command: stack.launcher(service),
      env: { NODE_ENV: "development", ...process.env },
      supervisor,
      onLine: (stream, line) => this.#tell({ type: "log", service: this.#name, stream, line }),
    });
  }
}
