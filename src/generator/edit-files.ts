import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { MsxError } from "../errors/msx-error.js";
import { writeFailure } from "../workspace/write-failure.js";
import { sha256 } from "./planned-file.js";
import { rollBack, writeJournal } from "./staging.js";

/** A change of one file that must happen together with others, or not at all. */
export interface FileEdit {
  /** Absolute. */
  readonly file: string;
  /** What the plan was made from; undefined when the file did not exist. */
  readonly before: Uint8Array | undefined;
  /** What it becomes; undefined when it is deleted. */
  readonly after: Uint8Array | undefined;
  /** Whether it may be executed; as before unless told otherwise. */
  readonly executable?: boolean;
  /** Whether only its owner may read it; as before unless told otherwise. */
  readonly secret?: boolean;
}

/**
 * Carries out edits: all or nothing. On a failure or an abort every file is as before; a killed process leaves its
 * staging folder, which the next run rolls back (see `sweepStaging`).
 * @param staging absolute folder to work in, on the file system of the edited files
 * @throws MsxError WRITE_FAILED, DISK_FULL, READ_ONLY or INTERRUPTED
 */
export function editFiles(staging: string, edits: readonly FileEdit[], signal: AbortSignal): void {
  try {
    // While `tree` is there nothing has been committed; an edit has no tree of its own to put into it.
    const uncommitted = path.join(staging, "tree");
    mkdirSync(uncommitted, { recursive: true });
    prepareEdits(staging, edits);
    for (const [index, edit] of edits.entries()) {
      signal.throwIfAborted();
      applyEdit(staging, index, edit);
    }
    rmSync(uncommitted, { recursive: true });
  } catch (cause) {
    rollBack(staging);
    if (signal.aborted) throw new MsxError("INTERRUPTED", { left: "-" }, { cause });
    throw writeFailure(path.dirname(staging), cause);
  }
  rollBack(staging);
}

/** Writes what edits need into the staging folder, and what undoes them. */
export function prepareEdits(staging: string, edits: readonly FileEdit[]): void {
  for (const [index, edit] of edits.entries()) {
    // Beside the file's own mode nothing of it is kept: it is replaced by rename.
    const mode = edit.before === undefined ? 0o666 : statSync(edit.file).mode & 0o777;
    if (edit.before !== undefined)
      writeFileSync(path.join(staging, `${index}.before`), edit.before, { mode });
    if (edit.after !== undefined)
      writeFileSync(path.join(staging, `${index}.after`), edit.after, {
        mode: afterMode(mode, edit),
      });
  }
  writeJournal(
    staging,
    edits.map(({ file, before, after }) => ({
      file,
      existed: before !== undefined,
      after: after === undefined ? null : sha256(after),
    })),
  );
}

function afterMode(mode: number, { executable, secret }: FileEdit): number {
  if (secret === true) return 0o600;
  return executable === true ? mode | 0o111 : mode;
}

/** @throws Error when somebody has changed the file since the plan was made. */
export function applyEdit(staging: string, index: number, { file, before, after }: FileEdit): void {
  const now = existsSync(file) ? readFileSync(file) : undefined;
  if ((now && sha256(now)) !== (before && sha256(before))) throw new Error(`${file} changed meanwhile`);
  if (after === undefined) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(path.dirname(file), { recursive: true });
  renameSync(path.join(staging, `${index}.after`), file);
}
