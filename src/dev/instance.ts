import { get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { phrase, type Reason } from "../errors/detail.js";
import type {
  ProcessEnd,
  ProcessSupervisor,
  SupervisedProcess,
} from "../platform/processes/process-supervisor.js";
import type { DevCommand } from "./dev-stack.js";
import type { LauncherMessage, StartMessage } from "./launch-protocol.js";

const lookAgainMs = 15;
const answerWithinMs = 2_000;
/** A debugger's own words, which say less than what msx says of it. */
const debuggerTalk =
  /^(Debugger (listening on|attached|ending on)|For help, see: .*inspector|Waiting for the debugger)/;

export interface InstanceOptions {
  readonly service: string;
  readonly folder: string;
  readonly command: DevCommand;
  readonly env: NodeJS.ProcessEnv;
  readonly supervisor: ProcessSupervisor;
  onLine(stream: "stdout" | "stderr", line: string): void;
}

export interface StartOptions {
  readonly id: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly inspect: boolean;
}

/** One process of a service: made ready first, started when the sources are as they should be. */
export class Instance {
  readonly #process: SupervisedProcess;
  readonly #debugger: Promise<number>;
  #id = "";
  #port = 0;

  constructor(options: InstanceOptions) {
    const { service, folder, command, env, supervisor } = options;
    let inspecting: (port: number) => void;
    this.#debugger = new Promise((resolve) => {
      inspecting = resolve;
    });
    this.#process = supervisor.start({
      owner: service,
      ...command,
      cwd: folder,
      env,
      onLine: (stream, line) => {
        if (stream === "stdout" || !debuggerTalk.test(line)) options.onLine(stream, line);
      },
      onMessage: (message) => {
        const told = message as LauncherMessage;
        if (told.type === "inspecting") inspecting(told.port);
      },
    });
  }

  /**
   * Runs the service as its sources are now.
   * @param options.id how it is called in Consul
   * @param options.port of 127.0.0.1 that it will listen on
   */
  start({ id, port, env, inspect }: StartOptions): void {
    this.#id = id;
    this.#port = port;
    this.#process.send({ type: "start", env, inspect } satisfies StartMessage);
  }

  get id(): string {
    return this.#id;
  }

  get port(): number {
    return this.#port;
  }

  get isOver(): boolean {
    return this.#process.isOver;
  }

  get ended(): Promise<ProcessEnd> {
    return this.#process.ended;
  }

  /** The port of its debugger, when it was started with one. */
  debuggerPort(): Promise<number> {
    return this.#debugger;
  }

  /**
   * Resolves when a request to this path is answered with 2xx, or with its end when it does not come so far.
   * @throws the signal's reason
   */
  async ready(path: string, signal: AbortSignal): Promise<ProcessEnd | undefined> {
    while (!(await answersOk(`http://127.0.0.1:${this.#port}${path}`))) {
      if (this.isOver) return this.ended;
      await delay(lookAgainMs, undefined, { signal });
    }
    return undefined;
  }

  stop(graceMs: number): Promise<ProcessEnd> {
    return this.#process.stop(graceMs);
  }

  kill(): void {
    this.#process.kill();
  }
}

/** What a process ended with, for people. */
export function describeEnd({ code, signal }: ProcessEnd): Reason {
  return signal ?? (code === null ? phrase("not-started") : phrase("exit-code", { code }));
}

function answersOk(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get(url, { agent: false, timeout: answerWithinMs }, (answer) => {
      answer.resume();
      resolve(answer.statusCode !== undefined && answer.statusCode < 300);
    });
    asked.once("timeout", () => asked.destroy());
    asked.once("error", () => resolve(false));
  });
}
