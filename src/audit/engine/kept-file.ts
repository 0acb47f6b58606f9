import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import nodePath from "node:path";
import { writeFileAtomically } from "../../workspace/atomic-file.js";

export interface KeptFileOptions {
  /** A folder of the user's, never one of the audited repository. */
  readonly folder: string;
  /** Tells one build of the rules from another: what another kept is not used. */
  readonly build: string;
  /** Absolute path of the repository: each has files of its own. */
  readonly root: string;
}

const maxAgeMs = 30 * 24 * 60 * 60 * 1000;
const fileName = /^[0-9a-f]{40}(?:\.[a-z]+)?\.json$/;

/**
 * A list kept between audits of a repository. A file that is damaged, another user's or another build's counts as none.
 * Runs at the same time write whole files by rename; the last one's stays.
 */
export class KeptFile<Entry> {
  readonly #file: string;
  readonly #build: string;

  /** @param kind what is kept: part of the file's name */
  constructor({ folder, build, root }: KeptFileOptions, kind?: string) {
    const name = createHash("sha1").update(root).digest("hex");
    this.#file = nodePath.join(folder, kind === undefined ? `${name}.json` : `${name}.${kind}.json`);
    this.#build = build;
  }

  read(): readonly Entry[] {
    try {
      if (!isOwn(this.#file)) return [];
      const text = readFileSync(this.#file, "utf8");
      const end = text.indexOf("\n");
      const head = JSON.parse(text.slice(0, end)) as { build?: unknown; sum?: unknown };
      const body = text.slice(end + 1, -1);
      if (head.build !== this.#build || head.sum !== sumOf(body)) return [];
      return JSON.parse(body) as Entry[];
    } catch {
      return [];
    }
  }

  /** A file that cannot be written is no failure of an audit. */
  write(entries: readonly Entry[]): void {
    try {
      const body = JSON.stringify(entries);
      const head = JSON.stringify({ build: this.#build, sum: sumOf(body) });
      writeFileAtomically(this.#file, `${head}\n${body}\n`, 0o600);
      prune(nodePath.dirname(this.#file));
    } catch {
      // read-only or full: the next run looks again
    }
  }
}

/** Whether a file is the user's and nobody else can write it. */
function isOwn(file: string): boolean {
  const { uid, mode } = statSync(file);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

function sumOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

/** Repositories that nobody has audited for a month are forgotten. */
function prune(folder: string): void {
  const oldest = Date.now() - maxAgeMs;
  for (const name of readdirSync(folder)) {
    const file = nodePath.join(folder, name);
    if (fileName.test(name) && statSync(file).mtimeMs < oldest) rmSync(file, { force: true });
  }
}
