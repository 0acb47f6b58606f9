import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive, processStartTime } from "../../process-start-time.js";
import { runCommand } from "./run-command.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-command-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a process that nothing but a signal ends and that holds the output open, writes down its pid, and then does the rest. */
const leaving = (rest: string): readonly string[] => [
  "-e",
  `const { pid } = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
  require("fs").writeFileSync("pid.tmp", String(pid));
  require("fs").renameSync("pid.tmp", "pid");
  ${rest}`,
];
const pidFile = (): string => path.join(folder, "pid");
function left(): { pid: number; started: string } {
  const pid = Number(readFileSync(pidFile(), "utf8"));
  return { pid, started: processStartTime(pid) ?? "gone" };
}
const run = (args: readonly string[], signal: AbortSignal, lines: string[] = []): Promise<void> =>
  runCommand(process.execPath, args, folder, (line) => lines.push(line), signal, { GREETING: "hello" });
const { signal: never } = new AbortController();

test("lines and the failure are told; variables are given", async () => {
  const lines: string[] = [];
  const program = "console.log(process.env.GREETING); console.error(process.env.NO_COLOR); process.exit(3)";
  await expect(run(["-e", program], never, lines)).rejects.toThrow("ended with exit code 3");
  expect(lines.sort()).toEqual(["1", "hello"]);
  await expect(runCommand(path.join(folder, "none"), [], folder, () => undefined, never)).rejects.toThrow(
    "none",
  );
});

test("what it started ends with it", async () => {
  await run(leaving("process.exit(0)"), never);
  await expectEnded(left());
});

test("given up, it ends with all it started, also where it does not mind SIGTERM", async () => {
  const controller = new AbortController();
  const running = run(
    leaving('process.on("SIGTERM", () => undefined); setInterval(() => {}, 1000)'),
    controller.signal,
  );
  await expect.poll(() => existsSync(pidFile()), { timeout: 15_000 }).toBe(true);
  const started = left();
  expect(isAlive(started)).toBe(true);
  controller.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  await expectEnded(started);
}, 30_000);

/** A process that is killed lets go of its output a moment before it is gone. Nothing else ends this one. */
async function expectEnded(one: { pid: number; started: string }): Promise<void> {
  await expect.poll(() => isAlive(one), { timeout: 5_000 }).toBe(false);
}
