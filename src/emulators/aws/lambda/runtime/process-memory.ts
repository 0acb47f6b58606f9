import { readFileSync } from "node:fs";

/** Resident memory of a process now, in MB (proc(5), VmRSS); 0 where there is no /proc, or no such process. */
export function residentMemoryMb(pid: number | undefined): number {
  return statusMb(pid, "VmRSS");
}

/** The most that it has had (VmHWM). */
export function peakMemoryMb(pid: number | undefined): number {
  return statusMb(pid, "VmHWM");
}

function statusMb(pid: number | undefined, name: "VmRSS" | "VmHWM"): number {
  if (pid === undefined || process.platform !== "linux") return 0;
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    return Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
