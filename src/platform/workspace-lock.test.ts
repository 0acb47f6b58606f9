import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processStartTime } from "./process-start-time.js";
import { withWorkspaceLock } from "./workspace-lock.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockFile = (): string => path.join(folder, ".msx", "run", "lock.json");
const locked = <T>(work: () => Promise<T>): Promise<T> =>
  withWorkspaceLock({ folder, name: "shop" }, "up", work);
function leaveLock(text: string): void {
  mkdirSync(path.dirname(lockFile()), { recursive: true });
  writeFileSync(lockFile(), text);
}

test("the lock is there while the work runs, and gone afterwards, also after a failure", async () => {
  const work = locked(async () => {
    expect(existsSync(lockFile())).toBe(true);
    throw new Error("the work failed");
  });
  await expect(work).rejects.toThrow("the work failed");
  expect(existsSync(lockFile())).toBe(false);
});

test("a live holder is named", async () => {
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  try {
    await once(other, "spawn");
    const pid = other.pid ?? 0;
    leaveLock(JSON.stringify({ pid, started: processStartTime(pid), command: "deploy" }));
    await expect(locked(() => Promise.resolve())).rejects.toMatchObject({
      code: "WORKSPACE_BUSY",
      params: { pid, command: "deploy", workspace: "shop" },
    });
    expect(existsSync(lockFile())).toBe(true);
  } finally {
    other.kill();
  }
});

test("a second one in the same process is refused too", async () => {
  await locked(() =>
    expect(locked(() => Promise.resolve())).rejects.toMatchObject({ code: "WORKSPACE_BUSY" }),
  );
});

test("a lock of a process that is gone is taken over", async () => {
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "exit");
  leaveLock(JSON.stringify({ pid: gone.pid, started: "1", command: "up" }));
  expect(await locked(() => Promise.resolve("done"))).toBe("done");
});

test("a pid that was given to a later process does not keep the lock", async () => {
  leaveLock(JSON.stringify({ pid: process.pid, started: "another start", command: "up" }));
  expect(await locked(() => Promise.resolve("done"))).toBe("done");
});

test("a lock cut off by a crash is taken over", async () => {
  leaveLock('{"pid": 12');
  expect(await locked(() => Promise.resolve("done"))).toBe("done");
});
