import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import * as z from "zod";
import { sha256 } from "./planned-file.js";

/**
 * A staging folder lies beside the target, on the same file system, so that one rename puts the finished tree in
 * place: `.msx-new-<name>-<pid>/{tree, edits.json, <n>.before, <n>.after}`. As long as `tree` is in it nothing has
 * been committed, and whatever was already edited is put back from `<n>.before`.
 */
const stagingName = /^\.msx-new-.+-(\d+)$/;

/** A process id may be taken by another program; a generation takes about a second. */
const liveForMs = 10 * 60_000;

const journalSchema = z.array(
  z.object({
    file: z.string(),
    existed: z.boolean(),
    after: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable(),
  }),
);
/** The edits of files outside the tree: which file, whether it existed, the hash of what it becomes (null: it goes). */
export type EditJournal = z.infer<typeof journalSchema>;

export function stagingFolder(target: string): string {
  return path.join(path.dirname(target), `.msx-new-${path.basename(target)}-${process.pid}`);
}

/** Where an update of the project in a folder is staged: inside it, as git ignores what is not listed in `.msx`. */
export function updateStaging(folder: string): string {
  return path.join(folder, ".msx", `.msx-new-update-${process.pid}`);
}

export function writeJournal(staging: string, journal: EditJournal): void {
  writeFileSync(path.join(staging, "edits.json"), JSON.stringify(journal));
}

/** Undoes an unfinished generation, or tidies up after a finished one; afterwards the staging folder is gone. */
export function rollBack(staging: string): void {
  if (existsSync(path.join(staging, "tree"))) {
    for (const [index, edit] of readJournal(staging).entries()) {
      // Someone who changed the file since then keeps their change.
      if (hashOf(edit.file) !== (edit.after ?? undefined)) continue;
      if (edit.existed) renameSync(path.join(staging, `${index}.before`), edit.file);
      else removeNew(edit.file);
    }
  }
  rmSync(staging, { recursive: true, force: true });
}

/** Rolls back what runs that were killed left in a folder. A run that is still going on is left alone. */
export function sweepStaging(parent: string): void {
  if (!existsSync(parent)) return;
  for (const entry of readdirSync(parent, { withFileTypes: true })) {
    const pid = Number(stagingName.exec(entry.name)?.[1]);
    const folder = path.join(parent, entry.name);
    if (entry.isDirectory() && pid > 0 && !isGoingOn(pid, folder)) rollBack(folder);
  }
}

/** A file that was not there before, and the folders that only it was in. */
function removeNew(file: string): void {
  rmSync(file);
  for (let folder = path.dirname(file); readdirSync(folder).length === 0; folder = path.dirname(folder)) {
    rmdirSync(folder);
  }
}

function hashOf(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? sha256(readFileSync(file)) : undefined;
}

function readJournal(staging: string): EditJournal {
  const file = path.join(staging, "edits.json");
  if (!existsSync(file)) return [];
  try {
    return journalSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // It is written before the first edit: killed while writing it means that nothing was edited.
    return [];
  }
}

function isGoingOn(pid: number, folder: string): boolean {
  if (pid === process.pid || Date.now() - statSync(folder).mtimeMs > liveForMs) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
