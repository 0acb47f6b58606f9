// Not execa as elsewhere: every audit would load it, and few ask git anything.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import nodePath from "node:path";
import { phrase, ReasonError } from "../../errors/detail.js";

/** A commit's file. */
export interface CommittedFile {
  readonly path: string;
  /** NaN where the file itself is not in this copy of the repository (a partial clone). */
  readonly bytes: number;
  /** The blob's object id, SHA-1 or SHA-256. */
  readonly id: string;
}

/** Git answered that it cannot: with its own words. */
export class GitRefusal extends ReasonError {}

/**
 * The history of an audited folder, read by git itself but without any of the repository's configuration: a folder of our own
 * stands in for its `.git` and only its objects are used. So no hook, filter, text conversion, file system monitor, signature
 * program or remote helper that the repository names is ever started, whatever its `.git/config` says.
 * Two commands ask the repository itself, `rev-parse` and `var`: neither reads the index, files of the work tree or a remote.
 */
export class GitHistory {
  readonly #folder: string;
  readonly #scratch: string;
  readonly #objects: string;
  /** The audited folder within the repository: "" or with a slash at the end. */
  readonly #prefix: string;
  readonly #shallow: ReadonlySet<string>;
  /** The commit that is checked out. */
  readonly head: string;

  /**
   * @param folder absolute; anywhere in a repository
   * @returns undefined when there is no repository, no commit yet, or no git
   * @throws GitRefusal when git does not trust the folder's owner
   */
  static open(folder: string): GitHistory | undefined {
    if (repositoryAround(folder) === undefined) return undefined;
    const asked = ["HEAD^{commit}", "--git-path", "objects", "--git-path", "shallow", "--show-prefix"];
    const { exitCode, stdout, stderr } = run(["rev-parse", ...asked], folder);
    if (exitCode !== 0) {
      if (/dubious ownership/.test(stderr)) throw new GitRefusal(firstLine(stderr));
      return undefined;
    }
    const [head = "", objects = "", shallow = "", prefix = ""] = stdout.split("\n");
    return new GitHistory({ folder, head, objects, shallow, prefix });
  }

  private constructor(found: {
    folder: string;
    head: string;
    objects: string;
    shallow: string;
    prefix: string;
  }) {
    this.#folder = found.folder;
    this.head = found.head;
    this.#objects = nodePath.resolve(found.folder, found.objects);
    this.#prefix = found.prefix;
    this.#scratch = mkdtempSync(nodePath.join(tmpdir(), "msx-history-"));
    mkdirSync(nodePath.join(this.#scratch, "refs"));
    writeFileSync(nodePath.join(this.#scratch, "HEAD"), `${found.head}\n`);
    const format =
      found.head.length === 64
        ? "\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n[core]\n"
        : "";
    writeFileSync(nodePath.join(this.#scratch, "config"), `[core]\n${format}\tbare = true\n`);
    const shallow = nodePath.resolve(found.folder, found.shallow);
    if (existsSync(shallow)) copyFileSync(shallow, nodePath.join(this.#scratch, "shallow"));
    this.#shallow = new Set(
      existsSync(shallow) ? this.#git(["rev-list", "--max-parents=0", this.head]).split("\n") : [],
    );
  }

  /** Takes the stand-in folder away. */
  close(): void {
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  /** Whether a commit is where a shallow clone was cut: what it shows as its own may be of any commit before. */
  isCut(commit: string): boolean {
    return this.#shallow.has(commit);
  }

  /** The lines of a file as committed; undefined when it is not. @param file relative to the audited folder */
  lines(file: string): readonly string[] | undefined {
    const text = this.#try(["cat-file", "blob", `${this.head}:${this.#prefix}${file}`]);
    return text?.split(/\r?\n/);
  }

  /** The commits that wrote these lines of a committed file; changes of white space do not count. */
  commitsOf(file: string, from: number, to: number): readonly string[] {
    const range = ["-w", "--root", "--line-porcelain", "-L", `${from},${to}`];
    const told = this.#git(["blame", ...range, this.head, "--", `${this.#prefix}${file}`]);
    return [
      ...new Set(told.split("\n").flatMap((line) => /^([0-9a-f]{40,64}) \d+ \d+/.exec(line)?.[1] ?? [])),
    ];
  }

  /** Names and e-mail addresses of a commit's author and of its co-authors, as committed: no mail map. */
  authorsOf(commit: string): readonly string[] {
    const text = this.#git(["cat-file", "commit", commit]);
    const author = /^author (.*) \d+ [+-]\d{4}$/m.exec(text.split("\n\n")[0] ?? "")?.[1];
    const others = [...text.matchAll(/^co-authored-by:\s*(.+)$/gim)].map(([, who = ""]) => who.trim());
    return [...(author === undefined ? [] : [author]), ...others];
  }

  /** Who git would name as the author of a commit made now; undefined when it does not know. */
  identity(): string | undefined {
    const { exitCode, stdout } = run(["var", "GIT_AUTHOR_IDENT"], this.#folder);
    return exitCode === 0 ? stdout.replace(/ \d+ [+-]\d{4}\s*$/, "") : undefined;
  }

  /**
   * The last commit that this one and another have in common.
   * @param ref a branch, tag or commit. @throws GitRefusal when it is not known, or no commit is common
   */
  commonWith(ref: string): string {
    const { exitCode, stdout, stderr } = run(
      ["rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`],
      this.#folder,
    );
    if (exitCode !== 0) throw new GitRefusal(firstLine(stderr));
    const base = this.#try(["merge-base", stdout.trim(), this.head])?.trim();
    if (base === undefined) throw new GitRefusal(phrase("no-common-commit", { ref }));
    return base;
  }

  /** The files below the audited folder in a commit. */
  filesOf(commit: string): readonly CommittedFile[] {
    const at = this.#prefix === "" ? commit : `${commit}:${this.#prefix.replace(/\/$/, "")}`;
    // A folder that the other commit did not have yet holds nothing but new files.
    const listed = this.#try(["ls-tree", "-r", "-z", "--long", "--full-tree", at]) ?? "";
    return listed.split("\0").flatMap((entry) => {
      const [, id = "", bytes = "", path = ""] =
        /^100\d{3} blob ([0-9a-f]+) +(\d+|BAD)\t([\s\S]*)$/.exec(entry) ?? [];
      return path === "" ? [] : [{ path, id, bytes: Number(bytes) }];
    });
  }

  /** The files below the audited folder in the commit in common with another. @throws GitRefusal as `commonWith` */
  filesSince(ref: string): readonly CommittedFile[] {
    return this.filesOf(this.commonWith(ref));
  }

  /**
   * The contents of committed files, in their order, read by one process: no more at a time than memory has room for.
   * @throws GitRefusal when one is not here (a partial clone: nothing is fetched)
   */
  contents(files: readonly CommittedFile[]): readonly Buffer[] {
    if (files.length === 0) return [];
    const input = files.map(({ id }) => `${id}\n`).join("");
    const { status, stdout, stderr } = spawnSync("git", [...quiet, "cat-file", "--batch"], {
      ...settings(this.#scratch, this.#standIn()),
      input,
    });
    if (status !== 0) throw new GitRefusal(firstLine(stderr?.toString() ?? ""));
    return batchContents(stdout, files);
  }

  #git(args: readonly string[]): string {
    const { exitCode, stdout, stderr } = this.#run(args);
    if (exitCode !== 0) throw new GitRefusal(firstLine(stderr));
    return stdout;
  }

  #try(args: readonly string[]): string | undefined {
    const { exitCode, stdout } = this.#run(args);
    return exitCode === 0 ? stdout : undefined;
  }

  #run(args: readonly string[]) {
    return run(args, this.#scratch, this.#standIn());
  }

  #standIn() {
    return { GIT_DIR: this.#scratch, GIT_OBJECT_DIRECTORY: this.#objects };
  }
}

/** What `git cat-file --batch` prints of each: `<id> blob <size>`, a line end, the content, a line end. */
function batchContents(printed: Buffer, files: readonly CommittedFile[]): readonly Buffer[] {
  let at = 0;
  return files.map(({ id, path }) => {
    const end = printed.indexOf(10, at);
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(printed.toString("latin1", at, end))?.[1];
    if (size === undefined) throw new GitRefusal(phrase("not-in-this-copy", { path, id }));
    at = end + 1 + Number(size) + 1;
    return printed.subarray(end + 1, at - 1);
  });
}

/** The nearest folder at or above one that has a `.git`; undefined when there is none. */
export function repositoryAround(folder: string): string | undefined {
  for (let at = nodePath.resolve(folder); ; at = nodePath.dirname(at)) {
    if (existsSync(nodePath.join(at, ".git"))) return at;
    if (at === nodePath.dirname(at)) return undefined;
  }
}

/** Settings of git that name something to run or to fetch from, switched off: for the commands that see the repository's own. */
const harmless = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "log.showSignature=false"];
const quiet = ["--no-pager", "--no-replace-objects", ...harmless.flatMap((setting) => ["-c", setting])];

function run(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  // Without git there is neither status nor output.
  const { status, stdout, stderr } = spawnSync("git", [...quiet, ...args], {
    ...settings(cwd, env),
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  return { exitCode: status ?? -1, stdout: stdout ?? "", stderr: stderr ?? "" };
}

function settings(cwd: string, env: Readonly<Record<string, string>>) {
  return {
    cwd,
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
    env: {
      // A git hook that starts msx sets GIT_DIR and the like: they are not about the audited folder.
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => keeps(name))),
      ...{ LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1" },
      GIT_ALLOW_PROTOCOL: "none",
      ...env,
    },
  } as const;
}

/** Of git's own variables only those that say who somebody is, and which configuration is the user's. */
function keeps(name: string): boolean {
  return !name.startsWith("GIT_") || /^GIT_(?:AUTHOR_|CONFIG)/.test(name);
}

function firstLine(text: string): string {
  return (
    text
      .trim()
      .split("\n")[0]
      ?.replace(/^fatal: /, "") ?? ""
  );
}
