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
  if (["EROFS", "EACCES", "EPERM"].includes(code)) {
    const folder = path.dirname(file);
    return new MsxError("READ_ONLY", { path: file, folder, detail: message }, { cause });
  }
  return new MsxError("WRITE_FAILED", { path: file, detail: message }, { cause });
}
