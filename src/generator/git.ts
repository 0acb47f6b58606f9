import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { MsxError } from "../errors/msx-error.js";

async function git(args: readonly string[], cwd: string) {
  const result = await execa("git", args, {
    cwd,
    reject: false,
    stripFinalNewline: false,
    stdin: "ignore",
    env: { GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
  });
  if ((result as { code?: string }).code === "ENOENT")
    throw new MsxError("GIT_MISSING", {}, { cause: result });
  return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
}

/**
 * The files of a folder that are not committed as they are, new ones included; ignored ones are not.
 * @returns undefined when the folder is in no repository.
 * @throws MsxError GIT_MISSING
 */
export async function uncommittedFiles(folder: string): Promise<readonly string[] | undefined> {
  const { exitCode, stdout } = await git(["status", "--porcelain=v1", "-z", "--", "."], folder);
  if (exitCode !== 0) return undefined;
  return stdout
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => entry.slice(3));
}

export interface Merge {
  readonly text: string;
  /** Places that both sides changed differently; each stands in the text between conflict markers. */
  readonly conflicts: number;
}

/**
 * Git's own three-way merge of one file.
 * @param base what both come from; undefined when it is not known: then all that differs is a conflict.
 * @throws MsxError GIT_MISSING
 */
export function mergeText(base: string | undefined, mine: string, theirs: string): Promise<Merge> {
  return inScratch(async (folder) => {
    write(path.join(folder, "mine"), Buffer.from(mine));
    write(path.join(folder, "base"), Buffer.from(base ?? ""));
    write(path.join(folder, "theirs"), Buffer.from(theirs));
    const labels = ["-L", "yours", "-L", "generated", "-L", "template"];
    const { exitCode, stdout, stderr } = await git(
      ["merge-file", "-p", ...labels, "mine", "base", "theirs"],
      folder,
    );
    // The exit code is the number of conflicts, at most 127; errors are above.
    if (exitCode < 0 || exitCode > 127) throw new Error(`git merge-file: ${stderr}`);
    return { text: stdout, conflicts: exitCode };
  });
}

async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-merge-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(file: string, content: Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}
