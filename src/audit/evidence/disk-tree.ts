import { hash } from "node:crypto";
import { closeSync, constants, type Dirent, openSync, readdirSync, readSync } from "node:fs";
import type { FileTree, LeftOut, LeftOutReason } from "./file-tree.js";
import { type IgnoreRules, type IgnoreVerdict, ignoreRules } from "./ignore-rules.js";
import { SharedTexts } from "./shared-texts.js";

/** Bounds that keep a hostile repository from costing more than a report: a number is reached, the walk stops. */
const limits = {
  entries: 400_000,
  depth: 40,
  fileBytes: 1_048_576,
  yamlBytes: 524_288,
  lineChars: 20_000,
  recentBytes: 4_194_304,
};

/** Never evidence of what a team wrote: dependencies, build output, tool state. */
const skippedFolders = new Set([
  ..."node_modules .git .msx bin obj dist build out coverage .vs .idea vendor .next target".split(" "),
]);

/**
 * What no rule reads the content of: a package manager wrote it, and it is often larger than all the rest. Whether it is
 * there is told by the paths.
 */
const neverRead = /(?:^|\/)package-lock\.json$/;

/** Whether a path lies in a folder that is never evidence. */
export function isPassedOver(path: string): boolean {
  return path.split("/").some((name) => skippedFolders.has(name));
}

/** What rules read: with a NUL byte in it, it is not what its name says. */
const evidence =
  /\.(?:[cm]?[jt]sx?|cs|csproj|ya?ml|json|md|sql|env|props)$|(?:^|\/)(?:Dockerfile[^/]*|CODEOWNERS|\.gitignore|\.msxignore)$/i;
const code = /\.(?:[cm]?[jt]sx?|cs)$/;

/** A read of what turned into a pipe since the walk does not wait, and one of a link does not follow. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

const ignoreFiles = new Set([".gitignore", ".msxignore"]);

interface Scope {
  readonly base: string;
  readonly rules: IgnoreRules;
}

/** A file's content, or why it is not looked at. */
type Content =
  | Readable
  | { readonly reason: LeftOutReason /** It is not there at all. */; readonly absent?: boolean };

interface Readable {
  readonly bytes: Buffer;
  /** Whether it is no text, whatever its name. */
  readonly binary: boolean;
  /** Its text, once somebody has asked for it: several rules read the same files. */
  text?: string;
}

/** A tree on disk, which can tell contents apart without decoding them, and say what it left out. */
export interface DiskTree extends FileTree {
  digest(path: string): string;
  look(path: string): void;
  leftOut(): readonly LeftOut[];
}

/**
 * Walks a folder once, synchronously (about seven times faster here than asynchronous reads). Respects every
 * `.gitignore` and `.msxignore` on the way; follows no symbolic link, so it cannot loop or leave the folder. What it
 * leaves out it can name.
 */
export function diskTree(root: string): DiskTree {
  const leftOut = new Map<string, LeftOutReason>();
  const recent = new RecentContents();
  const texts = new SharedTexts(textOf);
  const content = (path: string): Content => {
    const found = recent.get(path) ?? recent.add(path, readContent(`${root}/${path}`, path, recent));
    if ("reason" in found && !found.absent) leftOut.set(path, found.reason);
    return found;
  };
  const read = (path: string) => {
    const found = content(path);
    if ("reason" in found || found.binary) return undefined;
    found.text ??= texts.of(found.bytes);
    return found.text;
  };
  const walk = new Walk(root, leftOut, read);
  walk.visit("", 0, { scopes: [], readmitted: false });
  return {
    paths: walk.paths.sort(),
    truncated: walk.truncated,
    read,
    look(path) {
      if (!neverRead.test(path)) content(path);
    },
    digest(path) {
      if (neverRead.test(path)) return "";
      const found = content(path);
      return "reason" in found ? found.reason : hash("sha1", found.bytes, "base64");
    },
    leftOut: () => [...leftOut].map(([path, reason]) => ({ path, reason })),
  };
}

/**
 * The files read last, in one buffer that is filled and then begun anew: what was digested a moment ago is about to be
 * read as text, and a service at a time fits.
 */
class RecentContents {
  readonly #contents = new Map<string, Content>();
  readonly #buffer = Buffer.allocUnsafeSlow(limits.recentBytes);
  #end = 0;

  get(path: string): Content | undefined {
    return this.#contents.get(path);
  }

  add(path: string, content: Content): Content {
    this.#contents.set(path, content);
    return content;
  }

  /** Reads an open file to its end, or to where it is larger than `most`: undefined then. */
  read(descriptor: number, most: number): Buffer | undefined {
    if (this.#end + most >= this.#buffer.length) {
      this.#contents.clear();
      this.#end = 0;
    }
    const start = this.#end;
    // One call: of a regular file less than was asked for comes only at its end (read(2)).
    const length = readSync(descriptor, this.#buffer, start, most + 1, null);
    if (length > most) return undefined;
    this.#end += length;
    return this.#buffer.subarray(start, start + length);
  }
}

class Walk {
  readonly paths: string[] = [];
  truncated = false;
  #entries = 0;
  readonly #root: string;
  readonly #leftOut: Map<string, LeftOutReason>;
  readonly #read: (path: string) => string | undefined;

  constructor(root: string, leftOut: Map<string, LeftOutReason>, read: (path: string) => string | undefined) {
    this.#root = root;
    this.#leftOut = leftOut;
    this.#read = read;
  }

  visit(folder: string, depth: number, outer: Ignoring): void {
    const entries = this.#list(folder);
    const ignoring = this.#withIgnoreFiles(folder, entries, outer);
    for (const entry of entries) {
      const { name } = entry;
      const path = folder === "" ? name : `${folder}/${name}`;
      this.#entries += 1;
      if (this.#entries > limits.entries || depth > limits.depth) {
        this.truncated = true;
        this.#leftOut.set(path, depth > limits.depth ? "too-deep" : "too-many");
        return;
      }
      if (entry.isDirectory()) {
        if (skippedFolders.has(name)) continue;
        const said = verdictOn(ignoring, `${path}/`, `${name}/`);
        if (said !== "ignored")
          this.visit(path, depth + 1, said === "readmitted" ? { ...ignoring, readmitted: true } : ignoring);
      } else if (verdictOn(ignoring, path, name) !== "ignored") {
        if (entry.isFile()) this.paths.push(path);
        else this.#leftOut.set(path, entry.isSymbolicLink() ? "link" : "special");
      }
    }
  }

  #list(folder: string) {
    try {
      return readdirSync(`${this.#root}/${folder}`, { withFileTypes: true });
    } catch {
      this.#leftOut.set(folder, "unreadable");
      return []; // an unreadable folder is no evidence, and no reason to stop
    }
  }

  #withIgnoreFiles(folder: string, entries: readonly Dirent[], outer: Ignoring): Ignoring {
    const files = entries
      .filter((entry) => ignoreFiles.has(entry.name) && entry.isFile())
      .map(({ name }) => (folder === "" ? name : `${folder}/${name}`))
      .sort();
    if (files.length === 0) return outer;
    const rules = ignoreRules(files.map((path) => this.#read(path) ?? ""));
    if (rules.dropped) this.#leftOut.set(files.at(-1) ?? folder, "ignore-pattern");
    const scopes = [...outer.scopes, { base: folder === "" ? "" : `${folder}/`, rules }];
    return { ...outer, scopes };
  }
}

/** The ignore files that count in a folder, and whether one of them lets something in again that another ignores. */
interface Ignoring {
  readonly scopes: readonly Scope[];
  readonly readmitted: boolean;
}

/** The innermost ignore file that says anything about a path decides, as in git. */
function verdictOn({ scopes, readmitted }: Ignoring, path: string, name: string): IgnoreVerdict {
  for (let index = scopes.length - 1; index >= 0; index -= 1) {
    const scope = scopes[index];
    if (!scope) continue;
    const said = readmitted
      ? scope.rules.test(path.slice(scope.base.length))
      : scope.rules.testListed(path, scope.base.length, name);
    if (said !== undefined) return said;
  }
  return undefined;
}

function readContent(file: string, path: string, into: RecentContents): Content {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, openFlags);
    const bytes = into.read(descriptor, /\.ya?ml$/.test(path) ? limits.yamlBytes : limits.fileBytes);
    return bytes ? textProblem(path, bytes) : { reason: "too-large" };
  } catch (error) {
    const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
    return { reason: "unreadable", absent };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** A NUL byte means binary, and code in endless lines was written by a program. Invalid UTF-8 is read as U+FFFD. */
function textProblem(path: string, bytes: Buffer): Content {
  const binary = bytes.includes(0);
  if (binary) return evidence.test(path) ? { reason: "binary" } : { bytes, binary };
  if (bytes.length > limits.lineChars && code.test(path) && hasEndlessLine(bytes))
    return { reason: "generated" };
  return { bytes, binary };
}

/** UTF-8, its byte order mark left out. */
export function textOf(bytes: Buffer): string {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString("utf8", marked ? 3 : 0);
}

function hasEndlessLine(bytes: Buffer): boolean {
  let start = 0;
  while (bytes.length - start > limits.lineChars) {
    const end = bytes.indexOf(10, start);
    if (end < 0 || end - start > limits.lineChars) return true;
    start = end + 1;
  }
  return false;
}
