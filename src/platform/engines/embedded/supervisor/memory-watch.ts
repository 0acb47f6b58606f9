import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const lookEveryMs = 5000;
const kibibytesPerMebibyte = 1024;

export interface MemoryWatch {
  /** Whether it was found above its ceiling. */
  readonly tooMuch: boolean;
  close(): void;
}

/** Looks every few seconds at the resident memory of a process and tells, once, when it is above its ceiling. */
export function watchMemory(
  pid: number | undefined,
  ceilingMiB: number,
  onTooMuch: (usedMiB: number) => void,
  everyMs = lookEveryMs,
): MemoryWatch {
  let tooMuch = false;
  const look = async (): Promise<void> => {
    const used = pid === undefined ? undefined : await residentMiB(pid);
    if (used === undefined || used <= ceilingMiB || tooMuch) return;
    tooMuch = true;
    clearInterval(timer);
    onTooMuch(Math.round(used));
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  return {
    get tooMuch() {
      return tooMuch;
    },
    close: () => clearInterval(timer),
  };
}

/** Undefined for a process that is gone, and where the system does not tell. */
async function residentMiB(pid: number): Promise<number | undefined> {
  const kibibytes = process.platform === "linux" ? await fromProc(pid) : await fromPs(pid);
  return kibibytes === undefined ? undefined : kibibytes / kibibytesPerMebibyte;
}

/** VmRSS of proc(5), in KiB. */
async function fromProc(pid: number): Promise<number | undefined> {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}

async function fromPs(pid: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
    return Number(stdout.trim()) || undefined;
  } catch {
    return undefined;
  }
}
