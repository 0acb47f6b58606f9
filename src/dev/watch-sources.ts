import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import path from "node:path";

/** An editor may write a file in several steps: it is looked at when it has been quiet for this long. */
const quietMs = 25;
/** How often it is looked without a notification: network drives send none, and their number is limited. */
const lookAgainMs = 1_500;

/**
 * Tells which files changed below a folder, shortly after they were saved.
 * @param names files and folders to watch, relative to `folder`; those missing may appear later
 * @param onChange given the changed, new and removed files, relative to `folder`
 * @param unwatched names of folders, wherever they lie, that are nobody's sources
 */
export function watchSources(
  folder: string,
  names: readonly string[],
  onChange: (files: readonly string[]) => void,
  unwatched: readonly string[] = [],
): { close(): void } {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let known = look();

  function look(): Map<string, string> {
    const { files, folders } = scan(folder, names, unwatched);
    for (const one of folders) if (!watchers.has(one)) follow(one);
    for (const [one, watcher] of watchers) {
      if (folders.has(one)) continue;
      watcher.close();
      watchers.delete(one);
    }
    return files;
  }

  function follow(one: string): void {
    try {
      const watcher = watch(path.join(folder, one), soon);
      watcher.on("error", () => watchers.delete(one));
      watchers.set(one, watcher);
    } catch {
      // Gone again, or no notifications to be had: looking again finds its changes.
    }
  }

  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(compare, quietMs);
  }

  function compare(): void {
    const now = look();
    const changed = [...new Set([...known.keys(), ...now.keys()])].filter(
      (file) => known.get(file) !== now.get(file),
    );
    known = now;
    if (changed.length > 0) onChange(changed.sort());
  }

  const again = setInterval(compare, lookAgainMs);
  return {
    close() {
      clearTimeout(timer);
      clearInterval(again);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

/** Every watched file with what tells its versions apart, and the folders they lie in. */
function scan(
  root: string,
  names: readonly string[],
  unwatched: readonly string[],
): { files: Map<string, string>; folders: Set<string> } {
  const files = new Map<string, string>();
  const folders = new Set<string>(["."]);
  const visit = (name: string): void => {
    try {
      const stats = statSync(path.join(root, name));
      if (stats.isFile()) files.set(name, `${stats.mtimeMs} ${stats.size} ${stats.ino}`);
      else if (stats.isDirectory()) {
        folders.add(name);
        for (const child of readdirSync(path.join(root, name))) {
          if (isSource(child) && !unwatched.includes(child)) visit(path.posix.join(name, child));
        }
      }
    } catch {
      // Not there, or removed while we look.
    }
  };
  names.forEach(visit);
  return { files, folders };
}

/** Not what editors write beside a file, and not tests, which no running service reads. */
function isSource(name: string): boolean {
  return !name.startsWith(".") && !name.endsWith("~") && !/\.test\.[cm]?[jt]sx?$/.test(name);
}
