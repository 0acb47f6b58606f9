import { setTimeout as delay } from "node:timers/promises";
import { phrase } from "../../errors/detail.js";
import { isLockedByAnother } from "../../platform/workspace-lock.js";
import type { DevEvent } from "../dev-event.js";
import type { Front } from "../front.js";
import type { Bundler } from "./bundler.js";
import type { DevFunction, FunctionHost } from "./function-host.js";
import { Inspection } from "./inspection.js";
import { isPlatformLine } from "./platform-line.js";

export interface DevFunctionServiceOptions {
  readonly service: string;
  readonly workspaceFolder: string;
  readonly host: FunctionHost;
  /** Undefined for a project that has to be built as a whole. */
  readonly bundler: Bundler | undefined;
  /** Where the bundler leaves its bundles. */
  readonly bundleFolder: string;
  /** Why it could not be deployed before, for people; undefined when it was. */
  readonly undeployed: string | undefined;
  readonly gatewayUrl: string | null;
  /** Undefined without `--inspect`. */
  readonly inspector: Inspector | undefined;
  onEvent(event: DevEvent): void;
}

export interface Inspector {
  /** Of the platform's AWS. */
  readonly endpoint: string;
  /** Where a function's debugger is found; the same in every session. */
  frontOf(target: DevFunction): Promise<Front>;
}

/** A process has opened its inspector by then, or it never will. */
const inspectorWithinMs = 10_000;
const lookAgainMs = 100;

/** What does not build: it has been shown. */
class BuildFailure extends Error {}

/**
 * One service's functions run from source: on every save they get new code, without a version. Code that does not build changes
 * nothing: what was there before goes on answering.
 */
export class DevFunctionService {
  readonly #options: DevFunctionServiceOptions;
  #needsDeploy: boolean;
  #hasServed = false;
  /** The first time is no reload. */
  #reloads = false;
  /** Aborted by the next save, and by the end. */
  #present = new AbortController();
  readonly #life = new AbortController();
  /** Of the logs that are followed. */
  #following = new AbortController();
  #inspections: Inspection[] = [];
  /** Saved since the last bundle. */
  #saved = new Set<string>();
  #work: Promise<void> = Promise.resolve();

  constructor(options: DevFunctionServiceOptions) {
    this.#options = options;
    this.#needsDeploy = options.undeployed !== undefined;
  }

  /** Begins: what was deployed gets the code as it is now. */
  start(): void {
    const { undeployed } = this.#options;
    if (undeployed === undefined) return this.reload([]);
    this.#tellFailed(undeployed);
  }

  /** Takes over what was saved; a build that is under way is given up for it. A deploy is not. */
  reload(files: readonly string[]): void {
    if (this.#life.signal.aborted) return;
    const savedAt = performance.now();
    if (files.some((file) => this.#options.host.isOfTheStack(file))) this.#needsDeploy = true;
    for (const file of files) this.#saved.add(file);
    this.#present.abort();
    this.#present = new AbortController();
    const signal = AbortSignal.any([this.#present.signal, this.#life.signal]);
    this.#work = this.#work.then(async () => {
      if (signal.aborted) return;
      if (files.length > 0) this.#tell({ type: "changed", service: this.#name, files });
      await this.#replace(savedAt, signal);
    });
  }

  /** Lets the deployed version answer again. @returns which; undefined where none was deployed, or that is not known */
  async stop(): Promise<string | undefined> {
    this.#life.abort();
    this.#following.abort();
    await this.#work;
    for (const one of this.#inspections) one.close();
    await this.#options.bundler?.stop();
    return this.#options.host.giveBack().catch((error: unknown) => {
      this.#tellError(error);
      return undefined;
    });
  }

  get #name(): string {
    return this.#options.service;
  }

  #tell(event: DevEvent): void {
    this.#options.onEvent(event);
  }

  async #replace(savedAt: number, signal: AbortSignal): Promise<void> {
    const { host } = this.#options;
    try {
      if (this.#needsDeploy) await this.#deploy();
      const folder = await this.#build(signal);
      await this.#untilNobodyDeploys(signal);
      await this.#attach();
      const before = this.#inspections.map((one) => ({ one, count: one.count }));
      const changed = await host.put(folder);
      for (const { one, count } of before) {
        if (changed.includes(one.target.arn)) await one.another(count, inspectorWithinMs, signal);
      }
      signal.throwIfAborted();
      this.#tellReady(savedAt);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof BuildFailure) this.#tellFailed();
      else this.#tellFailed(error);
    }
  }

  /** Not given up for a save: half a deploy would have to be done anyway. */
  async #deploy(): Promise<void> {
    // The build script and the dependencies may have changed.
    await this.#options.bundler?.stop();
    await this.#options.host.deploy(this.#life.signal);
    this.#needsDeploy = false;
    this.#following.abort();
    this.#following = new AbortController();
    this.#hasServed = false;
  }

  /** @returns the folder with the code; @throws BuildFailure when it does not build, which is told */
  async #build(signal: AbortSignal): Promise<string> {
    const { host, bundler, bundleFolder } = this.#options;
    if (bundler === undefined) {
      const lines: string[] = [];
      return host
        .build((line) => lines.push(line), signal)
        .catch((error: Error) => {
          for (const line of [...lines, error.message]) this.#say(line);
          throw new BuildFailure();
        });
    }
    const saved = [...this.#saved];
    this.#saved.clear();
    const { errors, warnings } = await bundler.bundle(saved);
    for (const line of [...warnings, ...errors].flatMap((text) => text.split("\n"))) this.#say(line);
    if (errors.length > 0) throw new BuildFailure();
    return bundleFolder;
  }

  /** A deploy from elsewhere must publish what it has built, not what is saved meanwhile. */
  async #untilNobodyDeploys(signal: AbortSignal): Promise<void> {
    while (isLockedByAnother(this.#options.workspaceFolder)) await delay(lookAgainMs, undefined, { signal });
    signal.throwIfAborted();
  }

  /** Once after each deploy, which may have brought other functions: their logs, and their debuggers. */
  async #attach(): Promise<void> {
    const { host, inspector } = this.#options;
    if (this.#hasServed) return;
    this.#hasServed = true;
    void this.#follow(this.#following.signal).catch((error: unknown) => this.#tellError(error));
    if (inspector === undefined) return;
    const known = new Set(this.#inspections.map(({ target }) => target.arn));
    for (const target of host.functions) {
      if (known.has(target.arn)) continue;
      const front = await inspector.frontOf(target);
      const inspection = await Inspection.open(inspector.endpoint, target, front);
      this.#inspections.push(inspection);
      await inspection.another(0, inspectorWithinMs, this.#life.signal);
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    for await (const { source, text } of this.#options.host.logs(signal)) {
      if (signal.aborted) return;
      for (const line of isPlatformLine(text) ? [] : text.split("\n")) {
        this.#tell({ type: "log", service: this.#name, stream: "stdout", line, function: source });
      }
    }
  }

  #say(line: string): void {
    this.#tell({ type: "log", service: this.#name, stream: "stderr", line });
  }

  #tellError(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    for (const line of text.split("\n")) this.#say(line);
  }

  #tellFailed(error?: unknown): void {
    if (error !== undefined) this.#tellError(error);
    const ended = error === undefined ? phrase("build-failed") : "-";
    this.#tell({ type: "failed", service: this.#name, ended, serving: this.#options.host.isServing });
  }

  #tellReady(savedAt: number): void {
    const { host, gatewayUrl } = this.#options;
    const functions = host.functions.map(({ name, arn }) => {
      const front = this.#inspections.find(({ target }) => target.arn === arn)?.front;
      return { name, debugger: front ? `127.0.0.1:${front.port}` : null };
    });
    this.#tell({
      ...{ type: "ready", service: this.#name, ms: Math.round(performance.now() - savedAt) },
      ...{ reload: this.#reloads, url: null, gatewayUrl, functions },
      debugger: functions.length === 1 ? (functions[0]?.debugger ?? null) : null,
    });
    this.#reloads = true;
  }
}
