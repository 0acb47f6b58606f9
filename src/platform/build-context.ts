import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import path from "node:path";
import dockerIgnore from "@balena/dockerignore";

/** One entry of a build context. Folders are not listed: a file's path makes them. */
export interface ContextEntry {
  /** Relative to the context, with `/` on every system. */
  readonly path: string;
  /** Absolute path on this machine. */
  readonly file: string;
  /** 0755 or 0644: whatever else a checkout's umask left there is not part of the content. */
  readonly mode: 0o755 | 0o644;
  /** Where a symbolic link points, as it is written; links are not followed. */
  readonly link?: string;
}

/** Always sent, as Docker does: the builder needs them, whatever .dockerignore says. */
const alwaysIn = new Set(["Dockerfile", ".dockerignore"]);

/**
 * What an image build of this folder gets to see, in path order: everything but what `.dockerignore` leaves out.
 * The tar that is sent and the hash that names the version are both made from this list, so they cannot disagree.
 */
export function contextEntries(folder: string): readonly ContextEntry[] {
  const patterns = readPatterns(path.join(folder, ".dockerignore"));
  const rules = dockerIgnore.default().add([...patterns]);
  // Under a rule such as `!docs/README.md` an ignored folder can hold a file that is not: then every folder is walked.
  const canPrune = !patterns.some((pattern) => pattern.startsWith("!"));
  const entries: ContextEntry[] = [];
  walk(
    folder,
    "",
    (relative, isFolder) => {
      const ignored = rules.ignores(relative);
      return isFolder ? !(ignored && canPrune) : !ignored || alwaysIn.has(relative);
    },
    entries,
  );
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function walk(
  folder: string,
  prefix: string,
  wanted: (relative: string, isFolder: boolean) => boolean,
  entries: ContextEntry[],
): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const relative = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (wanted(relative, true)) walk(file, relative, wanted, entries);
    } else if (wanted(relative, false)) {
      if (entry.isSymbolicLink())
        entries.push({ path: relative, file, mode: 0o644, link: readlinkSync(file) });
      // Sockets and pipes have no content that could be sent.
      else if (entry.isFile()) entries.push({ path: relative, file, mode: modeOf(file) });
    }
  }
}

function modeOf(file: string): 0o755 | 0o644 {
  return (statSync(file).mode & 0o111) === 0 ? 0o644 : 0o755;
}

function readPatterns(file: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
}
