import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { inject, onTestFinished } from "vitest";
import { eventually } from "./eventually.js";

/** The bundle that goes into the gateway's image; `npm test` builds it first. */
const program = fileURLToPath(new URL("../../../dist/gateway.mjs", import.meta.url));

/** A line of the program's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly message: string };

/** The gateway as a program of its own. */
export interface GatewayProcess {
  readonly child: ChildProcess;
  /** Log lines so far. */
  lines(): LogLine[];
  stderr(): string;
  /** Resolves to the exit code. */
  readonly exited: Promise<number | null>;
}

/** What a gateway is started by; msx's own unless told otherwise. */
export type Command = readonly [command: string, ...args: string[]];

/** The program that all tests of this run are for; undefined: msx's own. */
export function commandUnderTest(): Command | undefined {
  const [command, ...args] = inject("gatewayCommand") ?? [];
  return command === undefined ? undefined : [command, ...args];
}

declare module "vitest" {
  interface ProvidedContext {
    /** Set by the global set-up of a project that tests another gateway than msx's own. */
    gatewayCommand?: readonly string[];
  }
}

/** Starts the program with this environment and nothing else of ours. Killed when the test is over, if it still runs. */
export function spawnGateway(
  env: Readonly<Record<string, string>>,
  [command, ...args]: Command = commandUnderTest() ?? [process.execPath, program],
  onLine: (line: LogLine) => void = () => {},
): GatewayProcess {
  const { PATH, HOME } = process.env;
  const child = spawn(command, args, {
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (piece) => {
    const seen = stdout.lastIndexOf("\n") + 1;
    stdout += String(piece);
    const lines = stdout.slice(seen).split("\n").slice(0, -1);
    for (const line of lines) onLine(JSON.parse(line) as LogLine);
  });
  child.stderr.on("data", (piece) => {
    stderr += String(piece);
  });
  const exited = once(child, "close").then(([code]) => code as number | null);
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill("SIGKILL");
    await exited;
  });
  return {
    child,
    lines: () =>
      stdout
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as LogLine),
    stderr: () => stderr,
    exited,
  };
}

/** Starts the program on a free port and waits until it listens. */
export async function startGatewayProcess(
  env: Readonly<Record<string, string>>,
  command?: Command,
  onLine?: (line: LogLine) => void,
): Promise<GatewayProcess & { readonly url: string; readonly port: number }> {
  const running = spawnGateway({ PORT: "0", ...env }, command, onLine);
  const listening = await eventually(
    "the gateway listens",
    () => running.lines().find(({ message }) => message === "gateway listens"),
    15_000,
  );
  const port = Number(listening.port);
  return { ...running, port, url: `http://127.0.0.1:${port}` };
}
