import { closeSync, openSync, readSync } from "node:fs";

/** `/proc/<pid>/status` is some 1.5 KB, with the memory in its first half. */
const status = Buffer.alloc(4096);

/** The memory of a process (proc(5)). Its file is kept open: each invocation reads it. */
export class ProcessMemory {
  #file: number | undefined;

  constructor(pid: number) {
    if (process.platform !== "linux") return;
    try {
      this.#file = openSync(`/proc/${pid}/status`, "r");
    } catch {
      // Gone already.
    }
  }

  /** Resident now, in MB; 0 where there is no /proc, or no such process any more. */
  get residentMb(): number {
    return this.#read("VmRSS");
  }

  /** The most that it has had. */
  get peakMb(): number {
    return this.#read("VmHWM");
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #read(name: "VmRSS" | "VmHWM"): number {
    if (this.#file === undefined) return 0;
    try {
      const text = status.toString("latin1", 0, readSync(this.#file, status, 0, status.length, 0));
      return Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(text)?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }
}
