import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { FrameReader, LineReader } from "./log-frames.js";
import type { ProcessGuard } from "./process-guard.js";
import { ProcessMemory } from "./process-memory.js";
import { type RuntimeAnswer, RuntimeApi, type RuntimeEvent } from "./runtime-api.js";

/** How the program of an environment is started. */
export interface EnvironmentProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of it: nothing is inherited. Without the address of the Runtime API. */
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
}

/** How a start ended, and after how long. */
export type Start = StartEnd & { readonly durationMs: number };

type StartEnd =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly answer: RuntimeAnswer }
  | { readonly kind: "exit"; readonly exit: Exit }
  | { readonly kind: "timeout" };

/** How an invocation ended. */
export type InvocationEnd =
  | { readonly kind: "answer"; readonly answer: RuntimeAnswer }
  | { readonly kind: "exit"; readonly exit: Exit }
  | { readonly kind: "timeout" }
  /** The process ended before the event reached it: another environment must take it. */
  | { readonly kind: "lost" };

/** Why a process ended, in AWS's words. */
export interface Exit {
  readonly errorType: "Runtime.ExitError" | "Runtime.InvalidEntrypoint" | "Runtime.OutOfMemory";
  readonly reason: string;
}

/** How often the memory of a running invocation is looked at. */
const memoryWatchMs = 100;
/** The descriptor by which runtimes may log whole messages. */
const telemetryFd = 3;

/** One environment: one process, behind a Runtime API of its own, one invocation at a time. */
export class Environment {
  readonly whenEnded: Promise<void>;
  #child: ChildProcess | undefined;
  #memory: ProcessMemory | undefined;
  readonly #api: RuntimeApi;
  readonly #guard: ProcessGuard;
  #memoryMb = Number.POSITIVE_INFINITY;
  readonly #ended: () => void;
  #started: ((start: StartEnd) => void) | undefined;
  #running: { readonly id: string; end(how: InvocationEnd): void } | undefined;
  #exit: Exit | undefined;
  #outOfMemory = false;
  #isReady = false;
  #peakMb = 0;
  readonly #onLog: (message: string) => void;

  /** @param onLog is given each message that the program writes */
  constructor(guard: ProcessGuard, onLog: (message: string) => void) {
    this.#guard = guard;
    this.#onLog = onLog;
    let ended = (): void => undefined;
    this.whenEnded = new Promise((resolve) => {
      ended = resolve;
    });
    this.#ended = ended;
    this.#api = new RuntimeApi({
      onNext: () => this.#begun({ kind: "ready" }),
      onInitError: (answer) => this.#begun({ kind: "failed", answer }),
      onAnswer: (id, answer) => {
        const running = this.#running;
        // What it wrote before it answered is in the pipes: they are read first.
        if (running?.id === id) setImmediate(() => running.end({ kind: "answer", answer }));
      },
    });
  }

  /** Whether it can take an invocation, now or as soon as it has done with its last. */
  get isAlive(): boolean {
    return this.#exit === undefined;
  }

  /** Whether it has started. */
  get isReady(): boolean {
    return this.#isReady && this.isAlive;
  }

  /** Starts the program. @param timeoutMs when it is given up and ended */
  async start(program: EnvironmentProgram, timeoutMs: number): Promise<Start> {
    this.#memoryMb = program.memoryMb;
    const address = await this.#api.listen();
    const startedAt = performance.now();
    const start = new Promise<StartEnd>((resolve) => {
      this.#started = resolve;
    });
    this.#spawn(program, address);
    const timer = setTimeout(() => {
      this.#begun({ kind: "timeout" });
      this.kill();
    }, timeoutMs);
    const how = await start;
    const durationMs = performance.now() - startedAt;
    clearTimeout(timer);
    if (how.kind !== "ready") {
      this.kill();
      await this.whenEnded;
    }
    // Should it end by itself, nobody tells any more.
    this.#peakMb = this.peakMemoryMb;
    return { ...how, durationMs };
  }

  /** Runs one event. @param timeoutMs when the process is killed */
  run(event: RuntimeEvent, timeoutMs: number): Promise<InvocationEnd> {
    return new Promise((resolve) => {
      if (!this.isAlive) return resolve({ kind: "lost" });
      const watch = setInterval(() => this.#watchMemory(), memoryWatchMs);
      const timer = setTimeout(() => end({ kind: "timeout" }), timeoutMs);
      const end = (how: InvocationEnd): void => {
        clearInterval(watch);
        clearTimeout(timer);
        this.#running = undefined;
        if (how.kind !== "timeout") return resolve(how);
        this.kill();
        void this.whenEnded.then(() => resolve(how));
      };
      this.#running = { id: event.requestId, end };
      this.#api.give(event);
    });
  }

  /** The most memory that it has had, in MB; 0 where the platform does not tell. */
  get peakMemoryMb(): number {
    this.#peakMb = Math.max(this.#peakMb, Math.ceil(this.#memory?.peakMb ?? 0));
    return this.#peakMb;
  }

  /** Ends it at once, with all that it has started. */
  kill(): void {
    const pid = this.#child?.pid;
    // Nobody tells it afterwards.
    this.#peakMb = this.peakMemoryMb;
    this.#exit ??= { errorType: "Runtime.ExitError", reason: exitReason(null, "SIGKILL") };
    if (pid === undefined) return;
    if (this.#child?.exitCode === null && this.#child.signalCode === null) this.#guard.kill(pid);
  }

  #spawn({ command, args, cwd, env }: EnvironmentProgram, address: string): void {
    const child = spawn(command, args, {
      ...{ cwd, detached: process.platform !== "win32", stdio: ["ignore", "pipe", "pipe", "pipe"] },
      env: { ...env, AWS_LAMBDA_RUNTIME_API: address, _LAMBDA_TELEMETRY_LOG_FD: String(telemetryFd) },
    });
    this.#child = child;
    if (child.pid !== undefined) {
      this.#memory = new ProcessMemory(child.pid);
      this.#guard.add(child.pid);
    }
    const lines = [child.stdout, child.stderr].map((stream) => this.#readLines(stream));
    const frames = new FrameReader((message) => this.#onLog(message));
    (child.stdio[telemetryFd] as Readable | null)?.on("data", (piece: Buffer) => frames.write(piece));
    child.on("error", (error: NodeJS.ErrnoException) => {
      this.#exit ??= {
        errorType: "Runtime.InvalidEntrypoint",
        reason: `fork/exec ${command}: ${error.code === "EACCES" ? "permission denied" : error.message}`,
      };
      if (child.pid === undefined) this.#close();
    });
    child.on("exit", () => {
      // What it has started goes with it, and with that the pipes close.
      if (child.pid === undefined) return;
      this.#guard.kill(child.pid);
      this.#guard.remove(child.pid);
    });
    child.on("close", (code, signal) => {
      for (const reader of lines) reader?.end();
      const { exitCode } = child;
      if (this.#outOfMemory)
        this.#exit = { errorType: "Runtime.OutOfMemory", reason: exitReason(null, "SIGKILL") };
      else this.#exit ??= { errorType: "Runtime.ExitError", reason: exitReason(code ?? exitCode, signal) };
      this.#close();
    });
  }

  #readLines(stream: Readable | null): LineReader | undefined {
    if (stream === null) return undefined;
    const reader = new LineReader((line) => this.#onLog(line));
    stream.setEncoding("utf8").on("data", (piece: string) => reader.write(piece));
    return reader;
  }

  #begun(start: StartEnd): void {
    if (start.kind === "ready") this.#isReady = true;
    this.#started?.(start);
    this.#started = undefined;
  }

  #close(): void {
    const exit = this.#exit ?? { errorType: "Runtime.ExitError", reason: exitReason(null, null) };
    this.#api.close();
    this.#memory?.close();
    this.#ended();
    this.#begun({ kind: "exit", exit });
    this.#running?.end(this.#api.isTaken ? { kind: "exit", exit } : { kind: "lost" });
  }

  #watchMemory(): void {
    const used = this.#memory?.residentMb ?? 0;
    this.#peakMb = Math.max(this.#peakMb, Math.ceil(used));
    if (used <= this.#memoryMb) return;
    this.#outOfMemory = true;
    this.kill();
  }
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  const signals: Partial<Record<NodeJS.Signals, string>> = {
    ...{ SIGKILL: "killed", SIGABRT: "aborted", SIGSEGV: "segmentation fault", SIGTERM: "terminated" },
  };
  if (signal !== null) return `Runtime exited with error: signal: ${signals[signal] ?? signal}`;
  if (code === 0 || code === null) return "Runtime exited without providing a reason";
  return `Runtime exited with error: exit status ${code}`;
}
