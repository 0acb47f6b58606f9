import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * A text that stays the same as long as this process lives and differs for a later one of the same pid; undefined
 * when there is no such process. From field 22 of /proc/PID/stat (proc(5)), elsewhere from `ps`.
 */
export function processStartTime(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The second field, the command, may hold spaces and parentheses: count from after its end.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // A zombie has ended: where nobody collects orphans (a container without an init) it stays for good.
      return fields[0] === "Z" ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  if (process.platform === "win32") return exists(pid) ? "alive" : undefined;
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Windows has no cheap start time without a native module: there the pid alone decides. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A process as it is written down: a pid alone may be a later one's. */
export interface ProcessIdentity {
  readonly pid: number;
  /** By {@link processStartTime}. */
  readonly started: string;
}

/** Whether that very process runs. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  const now = processStartTime(pid);
  return now !== undefined && now === started;
}
