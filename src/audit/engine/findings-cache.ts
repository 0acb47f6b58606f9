import { createHash } from "node:crypto";
import nodePath from "node:path";
import type { FileTree } from "../evidence/file-tree.js";
import type { AuditedService } from "../evidence/service-evidence.js";
import { KeptFile, type KeptFileOptions } from "./kept-file.js";
import type { Finding, Rule } from "./rule.js";

/** What the rules found in one service, by rule, and what it holds for. */
interface Entry {
  readonly key: string;
  /** Digest of the whole repository, where a finding depends on other services. */
  readonly wide?: string;
  readonly findings: Readonly<Record<string, Finding>>;
}

/**
 * Remembers findings between runs by the content they were found in: the digests of a service's files and of the
 * repository's own, the build of the rules, and the day (attestations end).
 */
export class FindingsCache {
  readonly #kept: KeptFile<Entry>;
  readonly #before: ReadonlyMap<string, Entry>;
  readonly #now = new Map<string, Entry>();
  #changed = false;

  constructor(options: KeptFileOptions) {
    this.#kept = new KeptFile(options);
    this.#before = new Map(this.#kept.read().map((entry) => [entry.key, entry]));
  }

  /** What was found for a key, unless it depends on a repository that has changed. `whole` is asked only for such. */
  find(key: string, whole: () => string): Readonly<Record<string, Finding>> | undefined {
    const entry = this.#before.get(key);
    if (!entry || (entry.wide !== undefined && entry.wide !== whole())) return undefined;
    this.#now.set(key, entry);
    return entry.findings;
  }

  remember(entry: Entry): void {
    this.#now.set(entry.key, entry);
    this.#changed = true;
  }

  /** Writes what was found, when there is something new. */
  save(): void {
    if (this.#changed) this.#kept.write([...this.#now.values()]);
  }
}

/** The digests a run asks for: of each service with the repository's own files, and of everything. */
export class RepositoryDigests {
  readonly #tree: FileTree;
  readonly #digest: (path: string) => string;
  readonly #day: string;
  readonly #services: readonly AuditedService[];
  #own: string | undefined;
  #whole: string | undefined;

  constructor(
    tree: FileTree,
    digest: (path: string) => string,
    services: readonly AuditedService[],
    now: Date,
  ) {
    const known = new Map<string, string>();
    this.#tree = tree;
    this.#digest = (path) => {
      const found = known.get(path) ?? digest(path);
      known.set(path, found);
      return found;
    };
    this.#services = services;
    this.#day = now.toISOString().slice(0, 10);
  }

  /** @param files the service's files; those outside its folder with a leading `/`, as in its tree */
  ofService(service: AuditedService, files: readonly string[]): string {
    this.#own ??= this.#ownFiles();
    const sum = createHash("sha1").update(`${this.#own}\0${this.#day}\0${JSON.stringify(service)}\0`);
    for (const file of files) {
      sum.update(`${file}\0${this.#digest(pathInRepository(service, file))}\0`);
    }
    return sum.digest("base64");
  }

  get whole(): string {
    this.#whole ??= this.#sum(this.#tree.paths);
    return this.#whole;
  }

  /** Files outside every service, and which services there are. */
  #ownFiles(): string {
    const folders = new Set(this.#services.map(({ folder }) => folder));
    if (folders.has(".")) return JSON.stringify(this.#services);
    const inService = (path: string) => {
      for (let folder = nodePath.posix.dirname(path); folder !== "."; folder = nodePath.posix.dirname(folder))
        if (folders.has(folder)) return true;
      return false;
    };
    return `${JSON.stringify(this.#services)}${this.#sum(this.#tree.paths.filter((path) => !inService(path)))}`;
  }

  #sum(paths: readonly string[]): string {
    const sum = createHash("sha1");
    for (const path of paths) sum.update(`${path}\0${this.#digest(path)}\0`);
    return sum.digest("base64");
  }
}

/** The path of a service's file in the repository; of one outside of its folder, which has a leading `/` in its tree, too. */
export function pathInRepository({ folder }: AuditedService, file: string): string {
  if (file.startsWith("/")) return file.slice(1);
  return folder === "." ? file : `${folder}/${file}`;
}

/** A rule that answers from what is known, or notes what it finds in `found`. */
export function remembered(
  rule: Rule,
  known: Readonly<Record<string, Finding>> | undefined,
  found: Record<string, Finding>,
): Rule {
  const before = known && Object.hasOwn(known, rule.id) ? known[rule.id] : undefined;
  return {
    ...rule,
    evaluate(evidence) {
      const finding = before ?? rule.evaluate(evidence);
      if (!before) found[rule.id] = finding;
      return finding;
    },
  };
}
