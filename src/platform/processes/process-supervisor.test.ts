import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processStartTime } from "../process-start-time.js";
import { ProcessSupervisor } from "./process-supervisor.js";

let folder: string;
let supervisor: ProcessSupervisor;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-processes-"));
  supervisor = new ProcessSupervisor(folder);
  lines = [];
});
afterEach(async () => {
  await supervisor.close(0);
  rmSync(folder, { recursive: true, force: true });
});

const records = (): string[] => readdirSync(path.join(folder, ".msx/run/processes"));
const start = (program: string) =>
  supervisor.start({
    owner: "test",
    command: process.execPath,
    args: ["-e", program],
    cwd: folder,
    env: process.env,
    onLine: (stream, line) => lines.push(`${stream} ${line}`),
  });

test("its lines are told before its end, and its record goes with it", async () => {
  const one = start('console.log("a"); console.error("b"); process.exitCode = 3');
  expect(records()).toEqual([`${one.pid}.json`]);
  expect(await one.ended).toEqual({ code: 3, signal: null });
  expect(lines.sort()).toEqual(["stderr b", "stdout a"]);
  expect(records()).toEqual([]);
});

test("one that ignores SIGTERM is killed after the grace period", async () => {
  const one = start(
    'process.on("SIGTERM", () => console.log("no")); console.log("up"); setInterval(() => {}, 1000)',
  );
  await expect.poll(() => lines, { timeout: 20_000 }).toContain("stdout up");
  expect(await one.stop(200)).toEqual({ code: null, signal: "SIGKILL" });
  expect(lines).toContain("stdout no");
});

test("a program that is not there ends, with its reason", async () => {
  // By its path: a folder of PATH that this user may not enter would be the reason otherwise.
  const command = path.join(folder, "no-such-program");
  const one = supervisor.start({
    ...{ owner: "test", command, args: [], cwd: folder, env: process.env },
    onLine: (_, line) => lines.push(line),
  });
  expect(await one.ended).toEqual({ code: null, signal: null });
  expect(lines.join()).toContain("ENOENT");
});

test("what a killed msx left is ended by the next one; a stranger with its pid is not", async () => {
  const forever = ["-e", "setInterval(() => {}, 1000)"];
  const [orphan, stranger] = [0, 1].map(() =>
    spawn(process.execPath, forever, { detached: true, stdio: "ignore" }),
  );
  const gone = once(orphan as NonNullable<typeof orphan>, "exit");
  const record = (pid: number | undefined, started: string): void => {
    const parent = { pid: 2 ** 22 + 1, started: "gone" };
    const text = JSON.stringify({ owner: "test", pid, started, parent });
    writeFileSync(path.join(folder, ".msx/run/processes", `${pid}.json`), text);
  };
  mkdirSync(path.join(folder, ".msx/run/processes"), { recursive: true });
  record(orphan?.pid, processStartTime(orphan?.pid ?? 0) ?? "");
  record(stranger?.pid, "another time");
  try {
    await supervisor.reap();
    await gone;
    expect(records()).toEqual([]);
    expect(stranger?.exitCode).toBeNull();
    expect(stranger?.signalCode).toBeNull();
  } finally {
    stranger?.kill("SIGKILL");
  }
});

test.skipIf(process.platform !== "linux")(
  "one that ended and is never collected holds nobody up",
  async () => {
    const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 600"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [pid] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
      const stat = (): string => readFileSync(`/proc/${pid}/stat`, "utf8");
      await expect.poll(stat).toContain(") Z ");
      const entry = { owner: "test", pid: Number(pid), started: stat().split(" ")[21] };
      mkdirSync(path.join(folder, ".msx/run/processes"), { recursive: true });
      const text = JSON.stringify({ ...entry, parent: { pid: 2 ** 22 + 1, started: "gone" } });
      writeFileSync(path.join(folder, ".msx/run/processes", `${pid}.json`), text);
      await supervisor.reap();
      expect(records()).toEqual([]);
    } finally {
      parent.kill("SIGKILL");
    }
  },
);
