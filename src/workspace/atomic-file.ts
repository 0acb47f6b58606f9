import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeFailure } from "./write-failure.js";

/**
 * Writes a whole file by rename, so that a reader sees the old text or the new, never a half.
 * @param mode permission bits, 0644 unless told otherwise
 * @throws MsxError WRITE_FAILED, DISK_FULL or READ_ONLY
 */
export function writeFileAtomically(file: string, text: string, mode = 0o644): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    // The folder of a private file is private too.
    mkdirSync(path.dirname(file), { recursive: true, ...(mode === 0o600 && { mode: 0o700 }) });
    // Flushed before the rename: after a power cut the name would else lead to an empty file.
    writeFileSync(temporary, text, { mode, flush: true });
    renameSync(temporary, file);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw writeFailure(file, cause);
  }
}
