import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { MsxError } from "../errors/msx-error.js";

/** Whether a message of the system, a daemon or a server says that a disk (or a quota) is used up: ENOSPC, EDQUOT. */
export function isDiskFull(said: string): boolean {
  return /no space left on device|ENOSPC|disk quota exceeded|EDQUOT/i.test(said);
}

/** A failed write as what it was: DISK_FULL, READ_ONLY, or WRITE_FAILED for the rest. */
export function writeFailure(file: string, cause: unknown): MsxError {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  if (isDiskFull(code)) return new MsxError("DISK_FULL", { where: file, detail: message }, { cause });
  const { folder, refusal } = look(path.dirname(file));
  if (refusal !== undefined || ["EROFS", "EACCES", "EPERM"].includes(code)) {
    const detail = refusal ?? message;
    return new MsxError("READ_ONLY", { path: file, folder, detail }, { cause });
  }
  return new MsxError("WRITE_FAILED", { path: file, detail: message }, { cause });
}

/**
 * The nearest folder that exists, and why nothing can be written there. The failure itself does not always say so: on a
 * read-only file system Node's recursive `mkdir` ends with ENOENT.
 */
function look(from: string): { folder: string; refusal?: string } {
  let folder = from;
  while (!existsSync(folder) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return { folder };
  } catch (error) {
    return { folder, refusal: (error as Error).message };
  }
}
