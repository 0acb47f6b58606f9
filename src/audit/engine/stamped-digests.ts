import { lstatSync } from "node:fs";
import { KeptFile, type KeptFileOptions } from "./kept-file.js";

/** Clocks of file systems are coarse (FAT's to two seconds): what changed just before may change again within one tick. */
const settledMs = 5_000;
/** SHA-1 in base64, as `diskTree` has it; anything else says why a file was left out, which the tree is to find out itself. */
const isDigest = /^[\w+/]{27}=$/;

interface Stamped {
  readonly stamp: string;
  readonly digest: string;
}

/**
 * Remembers the digests of files between runs by what the file system says of them, as git's index does: size, times of
 * change and inode. A file is not read again while all of them stay. The time of its last status change (`ctime`) cannot be
 * set by a program, so writing something else of the same size and setting the times back is noticed.
 */
export class StampedDigests {
  readonly #root: string;
  readonly #kept: KeptFile<string>;
  readonly #before = new Map<string, Stamped>();
  readonly #now = new Map<string, Stamped>();
  readonly #settled: number;
  #changed = false;

  /** @param now the clock in ms: a file that changed shortly before is read again next time */
  constructor(options: KeptFileOptions, now = Date.now()) {
    this.#root = options.root;
    this.#settled = now - settledMs;
    this.#kept = new KeptFile(options, "stamps");
    // One flat list of path, stamp and digest: read in half the time of a list of objects.
    const entries = this.#kept.read();
    for (let at = 0; at + 2 < entries.length; at += 3)
      this.#before.set(entries[at] ?? "", { stamp: entries[at + 1] ?? "", digest: entries[at + 2] ?? "" });
  }

  /**
   * The digest of a file.
   * @param path relative to the repository
   * @param digest reads the file
   */
  of(path: string, digest: (path: string) => string): string {
    const before = this.#before.get(path);
    const stamp = this.#stampOf(path);
    if (before !== undefined && before.stamp === stamp) {
      this.#now.set(path, before);
      return before.digest;
    }
    const found = digest(path);
    if (stamp !== undefined && isDigest.test(found)) {
      this.#now.set(path, { stamp, digest: found });
      this.#changed = true;
    }
    return found;
  }

  /** Writes what was found, when there is something new. */
  save(): void {
    if (!this.#changed) return;
    this.#kept.write([...this.#now].flatMap(([path, { stamp, digest }]) => [path, stamp, digest]));
  }

  /** Undefined of what is no file, and of one that may still change without its stamp's changing. */
  #stampOf(path: string): string | undefined {
    try {
      const file = lstatSync(`${this.#root}/${path}`);
      if (!file.isFile() || file.ctimeMs > this.#settled || file.mtimeMs > this.#settled) return undefined;
      return `${file.size} ${file.mtimeMs} ${file.ctimeMs} ${file.ino}`;
    } catch {
      return undefined;
    }
  }
}
