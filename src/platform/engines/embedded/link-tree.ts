import { constants, copyFileSync, linkSync, mkdirSync, readlinkSync, symlinkSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";

/** Another file system, one without hard links, or a file that has as many as it can have. */
const notLinkable = new Set(["EXDEV", "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/**
 * Makes a folder with the same files as another: hard links, so that they are there twice and stored once; copies where
 * there can be none. Folders and symbolic links are the new folder's own.
 * @throws the file system's error; the signal's reason
 */
export async function linkTree(from: string, to: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const entries = await readdir(from, { withFileTypes: true });
  mkdirSync(to, { recursive: true });
  for (const entry of entries) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target, signal);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if (!notLinkable.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    copyFileSync(source, target, constants.COPYFILE_FICLONE);
  }
}
