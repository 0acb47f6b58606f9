import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { MsxError } from "../errors/msx-error.js";
import { writeFailure } from "../workspace/write-failure.js";
import { applyEdit, type FileEdit, prepareEdits } from "./edit-files.js";
import type { PlannedFile } from "./planned-file.js";
import { staysInside } from "./render-layers.js";
import { rollBack, stagingFolder } from "./staging.js";
import { assertFree } from "./target.js";

export interface WriteRequest {
  /** Absolute folder the tree becomes; absent, or empty. */
  readonly target: string;
  readonly files: readonly PlannedFile[];
  readonly edits?: readonly FileEdit[];
  readonly signal: AbortSignal;
}

/** Files written between two looks at the signal: about 10 ms. */
const batch = 16;

/**
 * Writes a planned tree and its edits: all or nothing. The tree is written beside the target and renamed into place;
 * on a failure or an abort everything is as before. A killed process leaves a staging folder, which the next run
 * rolls back (see `sweepStaging`).
 * @throws MsxError TARGET_NOT_EMPTY, TARGET_UNSAFE, WRITE_FAILED, DISK_FULL, READ_ONLY or INTERRUPTED.
 */
export async function writeTree(request: WriteRequest): Promise<void> {
  const { target, edits = [] } = request;
  assertFree(target);
  const staging = stagingFolder(target);
  // Undefined when the parent exists already, else the topmost folder that had to be made.
  const madeParent = mkdir(path.dirname(target), target);
  try {
    const tree = path.join(staging, "tree");
    mkdirSync(tree, { recursive: true });
    await writeFiles(tree, request);
    prepareEdits(staging, edits);
    for (const [index, edit] of edits.entries()) applyEdit(staging, index, edit);
    // Windows does not rename over an empty folder.
    if (process.platform === "win32" && existsSync(target)) rmdirSync(target);
    renameSync(tree, target);
  } catch (cause) {
    rollBack(staging);
    if (madeParent) removeEmpty(path.dirname(target), madeParent);
    throw toWriteError(cause, target, request.signal);
  }
  rollBack(staging);
}

function mkdir(folder: string, target: string): string | undefined {
  try {
    return mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw writeFailure(target, cause);
  }
}

/** Removes the folders this run made, from the innermost out, as long as nobody put anything into them. */
function removeEmpty(from: string, topmost: string): void {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (readdirSync(folder).length > 0) return;
    rmdirSync(folder);
    if (folder === topmost) return;
  }
}

async function writeFiles(tree: string, { files, signal }: WriteRequest): Promise<void> {
  const made = new Set<string>([tree]);
  for (const [index, file] of files.entries()) {
    if (index % batch === 0) await nextTurn();
    signal.throwIfAborted();
    if (!staysInside(file.path)) throw new Error(`${file.path} leaves the target`);
    const destination = path.join(tree, file.path);
    const folder = path.dirname(destination);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    writeFileSync(destination, file.bytes, { flag: "wx", mode: file.executable ? 0o777 : 0o666 });
  }
  await nextTurn();
  signal.throwIfAborted();
}

function toWriteError(cause: unknown, target: string, signal: AbortSignal): MsxError {
  if (cause instanceof MsxError) return cause;
  if (signal.aborted) return new MsxError("INTERRUPTED", { left: "-" }, { cause });
  return writeFailure(target, cause);
}
