import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeFailure } from "../workspace/write-failure.js";

/**
 * Puts a finished file in place, unless there is one: `link` fails where the name is taken, and nobody ever sees a
 * file without its text in it. File systems without hard links get the file itself.
 * @param mode permission bits; private unless told otherwise
 * @returns whether it was made
 * @throws MsxError WRITE_FAILED, DISK_FULL or READ_ONLY
 */
export function createExclusively(file: string, text: string, mode = 0o600): boolean {
  const finished = `${file}.${process.pid}.tmp`;
  try {
    // The folder of a private file is private too.
    mkdirSync(path.dirname(file), { recursive: true, ...(mode === 0o600 && { mode: 0o700 }) });
    writeFileSync(finished, text, { mode });
    try {
      linkSync(finished, file);
    } catch (cause) {
      const { code = "" } = cause as NodeJS.ErrnoException;
      if (!["EPERM", "ENOTSUP", "ENOSYS", "EMLINK"].includes(code)) throw cause;
      writeFileSync(file, text, { flag: "wx", mode });
    }
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw writeFailure(file, cause);
  } finally {
    rmSync(finished, { force: true });
  }
}
