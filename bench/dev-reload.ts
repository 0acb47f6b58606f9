import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import type { BenchResult } from "./bench-result.js";
import { needDocker } from "./need-docker.js";

const saves = 7;
const betweenSavesMs = 4_000;
const peerPort = "18979";
/** What the documentation promises: from the save to the new answer at the gateway, on a machine that does nothing else. */
const promisedMs = 1_000;

/**
 * From a save to the new answer: `msx dev`, asked at the gateway, against `tsx watch` of the same service, asked
 * directly. Save after save in turns; takes a minute or two.
 * @throws NotMeasured without Docker
 */
export async function benchDevReload(): Promise<BenchResult> {
  await needDocker();
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-dev-"));
  const msx = (...args: string[]) =>
    execa(process.execPath, [path.resolve("bin/run.js"), ...args], { cwd: path.join(folder, "bench-dev") });
  const children: ChildProcess[] = [];
  try {
    await execa(process.execPath, [path.resolve("bin/run.js"), "new", "workspace", "bench-dev"], {
      cwd: folder,
    });
    await msx("new", "service", "user-service", "--reference", "user");
    await msx("up");
    const service = path.join(folder, "bench-dev/services/user-service");
    const dev = start(
      path.join(folder, "bench-dev"),
      [path.resolve("bin/run.js"), "dev", "--json"],
      children,
    );
    const ready = await firstLine(dev, '"type":"ready"');
    const { gatewayUrl } = JSON.parse(ready) as { gatewayUrl: string };
    const peer = path.join(folder, "peer");
    const modules = path.join(service, "node_modules");
    cpSync(service, peer, { recursive: true, filter: (source) => source !== modules });
    symlinkSync(modules, path.join(peer, "node_modules"));
    const env = JSON.parse(
      (await msx("env", "user-service", "--format", "json")).stdout,
    ) as NodeJS.ProcessEnv;
    const peerEnv = { ...env, SERVICE_NAME: "peer", PORT: peerPort, CONSUL_HTTP_ADDR: "" };
    const tsx = path.join(modules, "tsx/dist/cli.mjs");
    await firstLine(start(peer, [tsx, "watch", "src/main.ts"], children, peerEnv), '"msg":"started"');
    return await measure(
      { folder: service, url: `${gatewayUrl}/marker` },
      { folder: peer, url: `http://127.0.0.1:${peerPort}/api/v1/users/marker` },
    );
  } finally {
    for (const child of children) {
      const ended = once(child, "exit");
      if (child.kill("SIGINT")) await ended;
    }
    await msx("down", "--volumes", "--yes").catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Subject {
  readonly folder: string;
  /** What gives the new answer. */
  readonly url: string;
}

async function measure(subject: Subject, peer: Subject): Promise<BenchResult> {
  const own: number[] = [];
  const against: number[] = [];
  for (let save = 0; save < saves; save += 1) {
    own.push(await timeSave(subject, save));
    against.push(await timeSave(peer, save));
  }
  const ratios = own.map((value, index) => value / (against[index] ?? 1));
  const named = { name: `save → new answer (promised: ${promisedMs} ms)`, floor: "tsx watch" };
  return { ...named, unit: "ms", value: median(own), against: median(against), ratio: median(ratios) };
}

/** Milliseconds from a save until its answer is there. */
async function timeSave({ folder, url }: Subject, save: number): Promise<number> {
  const file = path.join(folder, "src/adapters/user-routes.ts");
  const marker = `save ${save}`;
  const route = `  app.get("/api/v1/users/marker", async () => ({ marker: "${marker}" }));\n`;
  const source = readFileSync(file, "utf8").replace(/^ {2}app\.get\("\/api\/v1\/users\/marker".*\n/m, "");
  const savedAt = performance.now();
  writeFileSync(file, source.replace("  app.post<", `${route}  app.post<`));
  const ms = await untilAnswered(url, marker, savedAt);
  // Nobody saves again before the spare process has loaded its packages.
  await delay(betweenSavesMs);
  return ms;
}

async function untilAnswered(url: string, marker: string, since: number): Promise<number> {
  for (;;) {
    const answer = await fetch(url).then(
      (response) => response.text(),
      () => "",
    );
    if (answer.includes(`"${marker}"`)) return performance.now() - since;
    await delay(10);
  }
}

function start(
  cwd: string,
  args: readonly string[],
  children: ChildProcess[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess, text: string): Promise<string> {
  if (!child.stdout) throw new Error("no output to read");
  // Read on to the end: a pipe that nobody empties stops its writer.
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    lines.on("line", (line) => line.includes(text) && resolve(line));
    child.once("exit", (code) => reject(new Error(`ended with ${code} before ${text}`)));
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
