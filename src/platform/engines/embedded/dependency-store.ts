import { randomUUID } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { userCacheFolder } from "../../../workspace/user-cache-folder.js";
import { namesIn } from "../../names-in.js";
import { linkTree } from "./link-tree.js";

/** What is being made, and what is on its way out. */
const unfinished = "unfinished-";
/** Nobody makes one for that long: its msx was killed. */
const abandonedAfterMs = 60 * 60 * 1000;

/** Beyond either, what was not asked for longest goes. */
export interface StoreLimits {
  readonly keptForMs: number;
  readonly bytes: number;
}

/** Ten lock files of generated services, more or less. */
const usualLimits: StoreLimits = { keptForMs: 30 * 24 * 60 * 60 * 1000, bytes: 3 * 1024 ** 3 };

/**
 * Installed dependencies for all workspaces of a user: what one of them has installed, the others get as hard links instead of
 * installing again. What cannot be kept or had here is installed as if there were no store: nothing depends on it, and it may be
 * removed at any time. Several msx may use it at once; an entry takes its name only when it is complete.
 */
export class DependencyStore {
  readonly #folder: string;
  readonly #limits: StoreLimits;

  constructor(folder: string, limits: StoreLimits = usualLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** The one in the user's cache folder; none where there is no such folder. */
  static ofUser(env: NodeJS.ProcessEnv = process.env): DependencyStore | undefined {
    const cache = userCacheFolder(env);
    return cache === undefined ? undefined : new DependencyStore(path.join(cache, "dependencies"));
  }

  /**
   * Gives what is kept under a name, as a folder that is not there yet.
   * @returns whether it did
   * @throws the signal's reason
   */
  async give(name: string, target: string, signal: AbortSignal): Promise<boolean> {
    const kept = path.join(this.#folder, name);
    try {
      if (!existsSync(kept) || !isOwn(this.#folder)) return false;
      utimesSync(kept, new Date(), new Date());
      await linkTree(path.join(kept, "node_modules"), target, signal);
      return true;
    } catch {
      // Another msx may just have taken it away.
      rmSync(target, { recursive: true, force: true });
      signal.throwIfAborted();
      return false;
    }
  }

  /**
   * Keeps what was just installed, unless it is there.
   * @throws the signal's reason
   */
  async keep(name: string, installed: string, signal: AbortSignal): Promise<void> {
    const kept = path.join(this.#folder, name);
    let making: string | undefined;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      if (existsSync(kept) || !isOwn(this.#folder)) return;
      making = mkdtempSync(path.join(this.#folder, unfinished));
      await linkTree(installed, path.join(making, "node_modules"), signal);
      writeFileSync(path.join(making, "bytes"), String(bytesIn(installed)));
      renameSync(making, kept);
      this.#sweep();
    } catch {
      // No room, no right, or another msx was first: the next one installs again.
      if (making !== undefined) rmSync(making, { recursive: true, force: true });
      signal.throwIfAborted();
    }
  }

  #sweep(): void {
    let bytes = 0;
    for (const { name, unusedMs, bytes: own } of this.#entries()) {
      if (name.startsWith(unfinished)) {
        if (unusedMs > abandonedAfterMs)
          rmSync(path.join(this.#folder, name), { recursive: true, force: true });
        continue;
      }
      bytes += own;
      if (bytes > this.#limits.bytes || unusedMs > this.#limits.keptForMs) this.#remove(name);
    }
  }

  /** What was asked for last comes first. */
  #entries(): { readonly name: string; readonly unusedMs: number; readonly bytes: number }[] {
    const entries = namesIn(this.#folder).flatMap((name) => {
      const folder = path.join(this.#folder, name);
      const stats = statSync(folder, { throwIfNoEntry: false });
      if (stats === undefined) return []; // Another msx took it away.
      return [{ name, unusedMs: Date.now() - stats.mtimeMs, bytes: bytesNoted(folder) }];
    });
    return entries.sort((a, b) => a.unusedMs - b.unusedMs);
  }

  /** At once for those who look for it by its name: none gets a half of it. */
  #remove(name: string): void {
    const leaving = path.join(this.#folder, `${unfinished}${randomUUID()}`);
    renameSync(path.join(this.#folder, name), leaving);
    rmSync(leaving, { recursive: true, force: true });
  }
}

/** What is linked from here runs as this user: nobody else may be able to put something there. Windows has no such mode. */
function isOwn(folder: string): boolean {
  if (process.platform === "win32") return true;
  const stats = lstatSync(folder);
  return stats.isDirectory() && stats.uid === process.geteuid?.() && (stats.mode & 0o022) === 0;
}

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.reduce(
    (sum, file) => sum + statSync(path.join(file.parentPath ?? file.path, file.name)).size,
    0,
  );
}

function bytesNoted(folder: string): number {
  try {
    return Number(readFileSync(path.join(folder, "bytes"), "utf8"));
  } catch {
    return 0;
  }
}
