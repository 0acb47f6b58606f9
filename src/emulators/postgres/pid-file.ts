import { readFileSync } from "node:fs";
import path from "node:path";

/** What postmaster.pid says (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*). */
export interface PidFile {
  readonly pid: number;
  /** Seconds since 1970. */
  readonly startedAt: number;
  readonly isReady: boolean;
}

export function pidFileOf(clusterFolder: string): string {
  return path.join(clusterFolder, "postmaster.pid");
}

export function readPidFile(clusterFolder: string): PidFile | undefined {
  try {
    const lines = readFileSync(pidFileOf(clusterFolder), "utf8").split("\n");
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 1) return undefined;
    return { pid, startedAt: Number(lines[2]), isReady: lines[7]?.trim() === "ready" };
  } catch {
    return undefined;
  }
}
