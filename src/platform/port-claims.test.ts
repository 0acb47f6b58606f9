import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { PortClaims } from "./port-claims.js";
import { processStartTime } from "./process-start-time.js";

function claimsFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-claims-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A claim as another process would have made it. */
function claimOf(folder: string, pid: number, at: number): void {
  const claim = { pid, started: processStartTime(pid) ?? "gone", at };
  writeFileSync(path.join(folder, "5432"), JSON.stringify(claim));
}

test("a port that another live process has just chosen is not taken, and who has it is named", async () => {
  const folder = claimsFolder();
  const other = spawn("sleep", ["60"]);
  await once(other, "spawn");
  const pid = other.pid ?? 0;
  claimOf(folder, pid, Date.now());
  const claims = new PortClaims(folder);
  expect(claims.take(5432)).toBe(false);
  expect(claims.holder(5432)).toBe(`msx, pid ${pid}`);
  expect(claims.take(5433)).toBe(true);

  other.kill("SIGKILL");
  await once(other, "exit");
  expect(claims.take(5432)).toBe(true);
  expect(claims.holder(5432)).toBe(`msx, pid ${process.pid}`);
});

test("an old claim, a broken one and one's own do not keep a port", () => {
  const folder = claimsFolder();
  const claims = new PortClaims(folder);
  claimOf(folder, process.ppid, Date.now() - 61_000);
  expect(claims.holder(5432)).toBeUndefined();
  expect(claims.take(5432)).toBe(true);
  expect(claims.take(5432)).toBe(true);
  claims.release(5432);
  expect(claims.holder(5432)).toBeUndefined();
  writeFileSync(path.join(folder, "5434"), "{");
  expect(claims.take(5434)).toBe(true);
});

test("where no claim can be written, a port is taken as without", () => {
  const folder = claimsFolder();
  writeFileSync(path.join(folder, "file"), "");
  expect(new PortClaims(path.join(folder, "file")).take(5432)).toBe(true);
});
