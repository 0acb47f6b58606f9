import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { MsxError } from "../errors/msx-error.js";

/**
 * Writes a whole file by rename, so that a reader sees the old text or the new, never a half.
 * @param mode permission bits, 0644 unless told otherwise
 * @throws MsxError WRITE_FAILED
 */
export function writeFileAtomically(file: string, text: string, mode = 0o644): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(temporary, text, { mode });
    renameSync(temporary, file);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new MsxError("WRITE_FAILED", { path: file, detail: (cause as Error).message }, { cause });
  }
}
