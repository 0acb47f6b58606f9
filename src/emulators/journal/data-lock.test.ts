import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockData } from "./data-lock.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a folder is one's until it is given back", () => {
  const unlock = lockData(folder);
  expect(() => lockData(folder)).toThrow("DATA_UNUSABLE");
  unlock();
  expect(existsSync(path.join(folder, "lock"))).toBe(false);
  lockData(folder)();
});

test.skipIf(process.platform !== "linux")(
  "one whose process ended and was never collected is free",
  async () => {
    // The child ends when the shell has become a program that never asks for it.
    const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 600"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [pid] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
      const stat = (): string => readFileSync(`/proc/${pid}/stat`, "utf8");
      await expect.poll(stat).toContain(") Z ");
      const startedAt = stat().split(" ")[21];
      writeFileSync(path.join(folder, "lock"), JSON.stringify({ pid: Number(pid), startedAt }));
      lockData(folder)();
    } finally {
      parent.kill("SIGKILL");
    }
  },
);
