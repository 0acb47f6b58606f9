import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";

/**
 * Takes a data folder for this process, made where it is missing; the answer gives it back. A lock left by a process that
 * was killed is taken over: it names a pid and, where the kernel tells, when that process started.
 * @throws MsxError DATA_UNUSABLE when another process has it, or it cannot be written
 */
export function lockData(folder: string): () => void {
  const file = path.join(folder, "lock");
  try {
    mkdirSync(folder, { recursive: true });
    if (!create(file)) {
      const holder = readHolder(file);
      if (holder !== undefined && isRunning(holder)) {
        throw new MsxError("DATA_UNUSABLE", {
          folder,
          detail: phrase("folder-used-by", { pid: holder.pid }),
        });
      }
      rmSync(file, { force: true });
      if (!create(file)) throw new MsxError("DATA_UNUSABLE", { folder, detail: phrase("folder-taken") });
    }
  } catch (error) {
    if (error instanceof MsxError) throw error;
    throw new MsxError("DATA_UNUSABLE", { folder, detail: (error as Error).message }, { cause: error });
  }
  return () => rmSync(file, { force: true });
}

interface Holder {
  readonly pid: number;
  readonly startedAt?: string | undefined;
}

function create(file: string): boolean {
  const holder: Holder = { pid: process.pid, startedAt: startTime(process.pid) };
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
    return typeof pid === "number" ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/** Our own pid counts too: an emulator of this very process has the folder. */
function isRunning({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const now = startTime(pid);
  return now !== "ended" && (startedAt === undefined || now === undefined || now === startedAt);
}

/**
 * Clock ticks after boot (proc(5), field 22 of stat); undefined off Linux and for a process that is gone. A zombie has ended:
 * where nobody collects orphans (a container without an init) it stays for good.
 */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "ended" : fields[19];
  } catch {
    return undefined;
  }
}
