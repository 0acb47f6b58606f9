import { readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { MsxError } from "../errors/msx-error.js";
import type { Workspace } from "../workspace/workspace.js";
import { createExclusively } from "./exclusive-file.js";
import { namesIn } from "./names-in.js";
import { processStartTime } from "./process-start-time.js";

interface Holder {
  readonly pid: number;
  /** Tells the holder from a later process that was given the same pid. */
  readonly started: string;
  readonly command: string;
}

/**
 * Runs `work` while no other msx changes this workspace. A lock left by a process that is gone is taken over.
 * @throws MsxError WORKSPACE_BUSY when a live msx holds it; WRITE_FAILED, DISK_FULL or READ_ONLY when it cannot be written
 */
export async function withWorkspaceLock<Result>(
  workspace: Pick<Workspace, "folder" | "name">,
  command: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const file = lockFile(workspace.folder);
  const own: Holder = { pid: process.pid, started: processStartTime(process.pid) ?? "", command };
  acquire(file, own, workspace.name);
  try {
    sweep(path.join(workspace.folder, ".msx"));
    return await work();
  } finally {
    if (read(file)?.pid === own.pid) rmSync(file, { force: true });
  }
}

/** Whether another live msx changes this workspace. */
export function isLockedByAnother(folder: string): boolean {
  const holder = read(lockFile(folder));
  return holder !== undefined && holder.pid !== process.pid && alive(holder);
}

function lockFile(folder: string): string {
  return path.join(folder, ".msx", "run", "lock.json");
}

function acquire(file: string, own: Holder, workspace: string): void {
  for (;;) {
    if (createExclusively(file, JSON.stringify(own))) return;
    const holder = read(file);
    if (holder && alive(holder)) {
      throw new MsxError("WORKSPACE_BUSY", { workspace, pid: holder.pid, command: holder.command });
    }
    setAside(file);
  }
}

/** What a killed msx was just writing: `<file>.<pid>.tmp` and `.stale` beside the state and the lock. */
function sweep(folder: string): void {
  for (const below of ["run", "state"].map((name) => path.join(folder, name))) {
    for (const name of namesIn(below)) {
      if (/\.json\.\d+\.(tmp|stale)$/.test(name)) rmSync(path.join(below, name), { force: true });
    }
  }
}

/** Two processes may find the same stale lock: the rename lets only one of them remove it. */
function setAside(file: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return; // The other one was first: look again.
  }
  const moved = read(aside);
  if (moved && alive(moved)) {
    // In between the other one has taken it over: that lock is live, so it goes back.
    renameSync(aside, file);
  } else {
    rmSync(aside, { force: true });
  }
}

function alive(holder: Holder): boolean {
  const started = processStartTime(holder.pid);
  return started !== undefined && started === holder.started;
}

/** The holder, or undefined for a lock that is gone or was left half-written by a crash. */
function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}
