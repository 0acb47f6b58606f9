import type { CodeFile, Hit } from "./code-file.js";
import { CodeLayout } from "./code-layout.js";
import { type Dockerfile, parseDockerfile } from "./dockerfile.js";
import type { FileTree } from "./file-tree.js";
import { type PackageReferences, readPackageReferences } from "./package-references.js";
import { type ParsedDocument, type ParsedFile, parseFile } from "./parsed-document.js";
import { namesEntries, readSourceFiles, type SourceFiles, testPath } from "./source-files.js";
import { ToldPaths } from "./told-paths.js";

/** A service as discovery found it. */
export interface AuditedService {
  readonly name: string;
  /** Folder relative to the audited repository, "." for the repository itself; forward slashes. */
  readonly folder: string;
  readonly form: "microservice" | "lambda";
  readonly stack: "typescript" | "dotnet";
  /** Folders and files outside `folder` that belong to it: referenced C# libraries, its test projects, a workspace's package.json. */
  readonly alsoIn?: readonly string[];
}

/** What a rule may know of the other services of the repository. */
export interface Neighbours {
  readonly services: readonly AuditedService[];
  /** The tables a service owns, by service name. Computed when first asked for. */
  tablesOf(service: AuditedService): ReadonlySet<string>;
  /** The evidence of another service. Made anew each time: rules ask for it only when something may concern it. */
  evidenceOf(service: AuditedService): ServiceEvidence;
  /** Told whenever what is found depends on another service. */
  onLook?(): void;
}

/** What a service is compared with. */
export interface ServiceBase {
  /** The branch, tag or commit, as the user named it: what is meant is where it parted from what is checked out. */
  readonly ref: string;
  /** The service as it was there: of its files the contracts, and what makes it a service. None when it is new. */
  readonly evidence: ServiceEvidence | undefined;
}

/**
 * Everything the rules decide from, of one service: pure data, collected once, each part when first asked for.
 * File paths are relative to the service's folder.
 */
export class ServiceEvidence {
  readonly service: AuditedService;
  readonly tree: FileTree;
  readonly repository: FileTree;
  readonly neighbours: Neighbours;
  /** The audit's clock: waivers and attestations end by it. */
  readonly now: Date;
  /** Nothing when nobody asked for a comparison. */
  readonly base: ServiceBase | undefined;
  readonly #parsed = new Map<string, ParsedFile>();
  readonly #facts = new Map<unknown, unknown>();
  #packages: PackageReferences | undefined;
  #sources: SourceFiles | undefined;
  #ordered: CodeLayout | undefined;
  #told: ToldPaths | undefined;
  #dockerfiles: readonly Dockerfile[] | undefined;

  constructor(options: {
    service: AuditedService;
    tree: FileTree;
    repository: FileTree;
    neighbours: Neighbours;
    now: Date;
    base?: ServiceBase | undefined;
  }) {
    this.service = options.service;
    this.tree = options.tree;
    this.repository = options.repository;
    this.neighbours = options.neighbours;
    this.now = options.now;
    this.base = options.base;
  }

  /** `service.yaml`, when there is one that parses. */
  get manifest(): ParsedDocument | undefined {
    return this.document("service.yaml");
  }

  get packages(): PackageReferences {
    this.#packages ??= readPackageReferences(this.tree, this.#buildAbove());
    return this.#packages;
  }

  /** The settings that MSBuild takes from the folders above, nearest first. */
  #buildAbove(): readonly string[] {
    if (this.service.folder === ".") return [];
    const above = this.service.folder.split("/").map((_, depth, names) => names.slice(0, depth).join("/"));
    return above.reverse().flatMap((folder) => {
      const path = `${folder}${folder && "/"}Directory.Build.props`;
      return this.repository.read(path) ?? [];
    });
  }

  get sources(): SourceFiles {
    this.#sources ??= readSourceFiles(this.tree, this.packages, this.paths(namesEntries));
    return this.#sources;
  }

  /** Production code. */
  get code(): readonly CodeFile[] {
    return this.sources.production;
  }

  get dockerfiles(): readonly Dockerfile[] {
    this.#dockerfiles ??= this.paths(dockerfile)
      .filter(
        (path) =>
          !/\.(?:md|txt|dockerignore|bak|old|orig|save|disabled|example|sample)$/.test(path) &&
          !testPath.test(path),
      )
      .map((path) => parseDockerfile(path, this.tree.read(path) ?? ""));
    return this.#dockerfiles;
  }

  /** A YAML or JSON file, parsed once. */
  parsed(path: string): ParsedFile | undefined {
    const known = this.#parsed.get(path);
    if (known) return known;
    const text = this.tree.read(path);
    if (text === undefined) return undefined;
    const file = parseFile(path, text);
    this.#parsed.set(path, file);
    return file;
  }

  /** The first document of a file. */
  document(path: string): ParsedDocument | undefined {
    return this.parsed(path)?.documents[0];
  }

  /** All files of the service whose path matches. */
  paths(pattern: RegExp): readonly string[] {
    this.#told ??= new ToldPaths(this.tree.paths);
    return this.#told.matching(pattern);
  }

  /** Every live match of a pattern in production code. */
  find(pattern: RegExp): readonly Hit[] {
    return gathered(this.filesWith([pattern]), (file) => file.find(pattern));
  }

  /** Every live string literal of production code whose content matches. */
  findLiterals(pattern: RegExp): readonly Hit[] {
    return gathered(this.filesWith([], [pattern]), (file) => file.findLiterals(pattern));
  }

  /**
   * Files of production code, in their order: all but some that have neither a live match of one of the patterns nor a live literal
   * that one of the others matches.
   */
  filesWith(patterns: readonly RegExp[], literals: readonly RegExp[] = []): readonly CodeFile[] {
    const { shared } = this.#layout;
    return this.#layout.with([
      ...patterns.map((pattern) => shared.matching(pattern)),
      ...literals.map((pattern) => shared.literally(pattern)),
    ]);
  }

  /** Files of production code, in their order: all but some that do not have a name of `[\w$]` as a word of its own. */
  filesNaming(name: string): readonly CodeFile[] {
    return this.#layout.with([this.#layout.shared.naming(name)]);
  }

  /**
   * Files of production code, in their order: all but some that have neither a literal of a content nor a name of `[\w$]` as a word of
   * its own.
   */
  filesSaying(text: string, name: string): readonly CodeFile[] {
    const { shared } = this.#layout;
    return this.#layout.with([shared.saying(text), shared.naming(name)]);
  }

  get #layout(): CodeLayout {
    this.#ordered ??= new CodeLayout(this.code);
    return this.#ordered;
  }

  /** Something derived from this evidence by `derive`, computed once however many rules ask. */
  fact<T>(derive: (evidence: ServiceEvidence) => T): T {
    const known = this.#facts.get(derive);
    if (known !== undefined || this.#facts.has(derive)) return known as T;
    const found = derive(this);
    this.#facts.set(derive, found);
    return found;
  }
}

const dockerfile = /(?:^|\/)(?:Dockerfile(?:\.[\w-]+)?|[\w-]+\.Dockerfile)$/i;

/** Most files have no hit of most patterns: nothing is made for them. */
function gathered(files: readonly CodeFile[], find: (file: CodeFile) => readonly Hit[]): readonly Hit[] {
  const hits: Hit[] = [];
  for (const file of files) {
    const found = find(file);
    if (found.length > 0) hits.push(...found);
  }
  return hits;
}
