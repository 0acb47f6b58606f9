import nodePath from "node:path/posix";
import { type FileTree, treeFact } from "./file-tree.js";
import { type FrontMatterFile, frontMatterOf } from "./front-matter.js";
import type { ServiceEvidence } from "./service-evidence.js";

export const migrationDocuments = [
  "impact",
  "plan",
  "rollback",
  "testing",
  "documentation",
  "training",
] as const;
export type MigrationDocument = (typeof migrationDocuments)[number];

export type MigrationStatus = "planned" | "started" | "finished" | "abandoned";

/** One migration that concerns the audited service. */
export interface Migration {
  readonly name: string;
  /** Relative to `tree`. */
  readonly folder: string;
  /** What a pointer puts before a path of `tree`: a slash when that is not the service's folder. */
  readonly prefix: string;
  /** `started` where its overview does not say: nobody may go on as if it were only planned. */
  readonly status: MigrationStatus;
  /** The tree that its documents, and the paths they name as evidence, are in. */
  readonly tree: FileTree;
  /** One of its documents, when it has front matter; its path is relative to `tree`. */
  document(name: MigrationDocument | "overview"): FrontMatterFile | undefined;
}

/**
 * The migrations that a service is part of: those in its own `docs/migrations`, and those of the repository that name it, or
 * that name no service there is.
 */
export function migrationsOf(evidence: ServiceEvidence): readonly Migration[] {
  const { service, repository, tree, neighbours } = evidence;
  const prefix = service.folder === "." ? "" : "/";
  const isService = (wanted: string) => neighbours.services.some(({ name }) => name === wanted);
  const shared = treeFact(repository, migrationsIn)
    .filter((migration) => {
      const meant = servicesOf(migration).filter(isService);
      return meant.length === 0 || meant.includes(service.name);
    })
    // What a document names as evidence may lie in any service.
    .map((migration) => ({ ...migration, prefix, tree: repository }));
  return [...shared, ...(service.folder === "." ? [] : treeFact(tree, migrationsIn))];
}

function migrationsIn(tree: FileTree): readonly Migration[] {
  const folders = new Set(
    tree.paths
      .filter((path) => /^docs\/migrations\/[^/]+\/[^/]+\.md$/.test(path))
      .map((path) => nodePath.dirname(path)),
  );
  return [...folders].flatMap((folder) => migrationAt(tree, folder) ?? []);
}

/** A folder of documents is a migration when one of them says so: other tools keep other things under that name. */
function migrationAt(tree: FileTree, folder: string): Migration | undefined {
  const files = new Map(
    tree.paths
      .filter((path) => nodePath.dirname(path) === folder && path.endsWith(".md"))
      .flatMap((path) => {
        const file = frontMatterOf(tree, path);
        return file ? [[documentOf(file), file] as const] : [];
      }),
  );
  const isMigration = [...files.values()].some(({ front }) => front?.at(["kind"]) === "migration");
  if (!isMigration) return undefined;
  return {
    name: nodePath.basename(folder),
    ...{ folder, prefix: "" },
    status: statusOf(files.get("overview")),
    tree,
    document: (name) => files.get(name),
  };
}

/** What a file says it is; where its front matter is broken, what its name says. */
function documentOf({ path, front }: FrontMatterFile): string {
  const said = front?.at(["document"]);
  if (typeof said === "string") return said;
  const name = nodePath.basename(path, ".md").toLowerCase();
  return name === "readme" ? "overview" : name;
}

function statusOf(overview: FrontMatterFile | undefined): MigrationStatus {
  const said = overview?.front?.at(["status"]);
  return said === "planned" || said === "finished" || said === "abandoned" ? said : "started";
}

function servicesOf(migration: Migration): readonly string[] {
  const list = migration.document("overview")?.front?.at(["services"]);
  return Array.isArray(list) ? list.filter((name) => typeof name === "string") : [];
}
