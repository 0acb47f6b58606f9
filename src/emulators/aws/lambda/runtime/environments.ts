import type { LogWriter } from "../../logs/log-writer.js";
import type { CodeStore, FunctionCode } from "../code/code-store.js";
import { type FunctionIdentity, type FunctionVersion, functionArn } from "../state/function-record.js";
import { Environment, type Start } from "./environment.js";
import { environmentProgram, versionKey } from "./environment-program.js";
import { FunctionLog } from "./function-log.js";
import type { Inspections } from "./inspections.js";
import { withoutInspectorTalk } from "./inspector-talk.js";
import { ProcessGuard } from "./process-guard.js";

/** A version of a function, as it is now. */
export interface Runnable {
  readonly identity: FunctionIdentity;
  readonly version: FunctionVersion;
}

export interface EnvironmentsOptions {
  readonly code: CodeStore;
  readonly writer: LogWriter;
  /** What they cover runs in one process at a time, which is kept, and waited for. */
  readonly inspections: Inspections;
  /** An environment that had nothing to do for so long is ended. */
  readonly idleMs: number;
  /** No more processes than this at once, of all functions: whoever needs another one waits. */
  readonly maxEnvironments: number;
  /** Told of each that has ended. */
  onEnd(member: Member): void;
}

/** One environment, and what belongs to it. */
export interface Member {
  readonly runnable: Runnable;
  readonly environment: Environment;
  readonly log: FunctionLog;
  readonly isProvisioned: boolean;
  /** A debugger can attach to it. */
  readonly isInspected: boolean;
  /** How long its start took; undefined once an invocation has reported it. */
  initMs: number | undefined;
}

/** Found warm, or started for the caller. */
export interface Taken {
  readonly member: Member;
  /** How its start ended, where it was started now. */
  readonly start?: Start;
}

/** The pool of all functions' environments: the one that was used last is used next, so that the others come to their end. */
export class Environments {
  readonly #options: EnvironmentsOptions;
  readonly #guard = new ProcessGuard();
  readonly #members = new Set<Member>();
  /** By version, the one used last at the end. */
  readonly #idle = new Map<string, Member[]>();
  readonly #timers = new Map<Member, NodeJS.Timeout>();
  /** Ended when they have done with what they run. */
  readonly #retired = new WeakSet<Member>();
  #waiting: (() => void)[] = [];
  #isClosed = false;
  /** The emulator's own URL, once it is known. */
  endpoint = "";

  constructor(options: EnvironmentsOptions) {
    this.#options = options;
  }

  /** An environment for one invocation: warm where there is one. It is given back by {@link release}. */
  async take(runnable: Runnable, startTimeoutMs: number): Promise<Taken> {
    const key = versionKey(runnable.identity, runnable.version);
    for (;;) {
      const member = this.#idle.get(key)?.pop();
      if (member === undefined) {
        const isFull = this.#members.size >= this.#options.maxEnvironments;
        if (!isFull && !(this.isInspected(runnable) && this.#lives(key))) break;
        if (isFull) this.#makeRoom();
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      this.#stopIdling(member);
      if (member.environment.isAlive) return { member };
    }
    return this.#startMember(runnable, startTimeoutMs, false);
  }

  /** Takes it back: warm for the next one, unless it has ended or is out of date. */
  release(member: Member): void {
    const { environment, runnable } = member;
    if (!environment.isAlive || this.#retired.has(member) || this.#isClosed) {
      environment.kill();
      return this.#wake();
    }
    const key = versionKey(runnable.identity, runnable.version);
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    idle.push(member);
    if (!member.isProvisioned && !member.isInspected) {
      this.#timers.set(member, setTimeout(() => this.#end(member), this.#options.idleMs).unref());
    }
    this.#wake();
  }

  /** Whether a debugger may hold it, so that no time limit is for it. */
  isInspected(runnable: Runnable): boolean {
    return this.#options.inspections.covers(runnable);
  }

  /** Starts an environment for the first invocation that comes, unless there is one. Its failure is in its log. */
  async warm(runnable: Runnable, startTimeoutMs: number): Promise<void> {
    if (this.#isClosed || this.#lives(versionKey(runnable.identity, runnable.version))) return;
    const { member } = await this.take(runnable, startTimeoutMs);
    this.release(member);
  }

  /** Nobody inspects the function any longer: what may be held by a breakpoint has the function's own time to finish. */
  endInspection(identity: FunctionIdentity): void {
    const arn = functionArn(identity);
    for (const member of this.#members) {
      const { runnable, environment, isInspected } = member;
      if (!isInspected || functionArn(runnable.identity) !== arn) continue;
      setTimeout(() => environment.kill(), runnable.version.settings.Timeout * 1000).unref();
    }
    this.retire(identity, ({ isInspected }) => !isInspected);
  }

  /** The packages that live environments run. */
  get codes(): readonly FunctionCode[] {
    return [...this.#members].map(({ runnable }) => runnable.version.code);
  }

  /** Starts an environment that is kept. @returns whether it has started */
  async provision(runnable: Runnable, startTimeoutMs: number): Promise<boolean> {
    const { member, start } = await this.#startMember(runnable, startTimeoutMs, true);
    if (start?.kind !== "ready") return false;
    this.release(member);
    return true;
  }

  /** Those of a version that are kept and live. */
  provisioned(runnable: Runnable): readonly Member[] {
    const key = versionKey(runnable.identity, runnable.version);
    return [...this.#members].filter(
      (one) =>
        one.isProvisioned &&
        one.environment.isAlive &&
        !this.#retired.has(one) &&
        versionKey(one.runnable.identity, one.runnable.version) === key,
    );
  }

  /** Ends those of a function that are not wanted any longer: idle ones at once, others when they are done. */
  retire(identity: FunctionIdentity, isWanted: (member: Member) => boolean): void {
    const arn = functionArn(identity);
    for (const member of [...this.#members]) {
      if (functionArn(member.runnable.identity) !== arn || isWanted(member)) continue;
      this.#retired.add(member);
      this.#end(member);
    }
  }

  /** How many processes there are. */
  get size(): number {
    return this.#members.size;
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const { environment, log } of this.#members) {
      environment.kill();
      log.flush();
    }
    this.#guard.close();
    this.#wake();
  }

  async #startMember(runnable: Runnable, startTimeoutMs: number, isProvisioned: boolean): Promise<Taken> {
    if (this.#isClosed) throw new Error("the emulator ends");
    const log = new FunctionLog({ ...runnable, writer: this.#options.writer });
    const isInspected = this.isInspected(runnable);
    const onPort = (port: number): void => this.#options.inspections.opened(runnable.identity, port);
    const onLine = (line: string): void => log.message(line);
    // It takes its place before anything is waited for.
    const environment = new Environment(
      this.#guard,
      isInspected ? withoutInspectorTalk(onPort, onLine) : onLine,
    );
    const member: Member = { runnable, environment, log, isProvisioned, isInspected, initMs: undefined };
    this.#members.add(member);
    try {
      const program = await environmentProgram({
        ...{ ...runnable, code: this.#options.code, logStream: log.stream },
        ...{ isProvisioned, isInspected, endpoint: this.endpoint },
      });
      log.initStart();
      void environment.whenEnded.then(() => this.#forget(member));
      const start = await environment.start(program, startTimeoutMs);
      if (start.kind === "ready") member.initMs = start.durationMs;
      return { member, start };
    } catch (error) {
      this.#members.delete(member);
      this.#wake();
      throw error;
    }
  }

  #lives(key: string): boolean {
    return [...this.#members].some(
      ({ runnable, environment }) =>
        environment.isAlive && versionKey(runnable.identity, runnable.version) === key,
    );
  }

  /** The one idle for the longest time goes; its place is free when it is gone. */
  #makeRoom(): void {
    const [oldest] = this.#timers.keys();
    if (oldest !== undefined) this.#end(oldest);
  }

  #end(member: Member): void {
    const { runnable, environment } = member;
    const idle = this.#idle.get(versionKey(runnable.identity, runnable.version));
    const index = idle?.indexOf(member) ?? -1;
    if (index < 0) return;
    idle?.splice(index, 1);
    this.#stopIdling(member);
    environment.kill();
  }

  #stopIdling(member: Member): void {
    clearTimeout(this.#timers.get(member));
    this.#timers.delete(member);
  }

  #forget(member: Member): void {
    this.#end(member);
    this.#members.delete(member);
    member.log.flush();
    if (!this.#isClosed) this.#options.onEnd(member);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
