import nodePath from "node:path";
import { type FileTree, pathsBelow, subtree } from "../evidence/file-tree.js";
import type { AuditedService } from "../evidence/service-evidence.js";

/** The files of a service's folder, and of the folders that belong to it; those with a leading `/` lie outside. */
export function filesOf(service: AuditedService, tree: FileTree, all: readonly AuditedService[]): FileTree {
  const own = subtree(tree, service.folder);
  const inner = innerServices(service, all).map(
    ({ folder }) => `${nodePath.posix.relative(service.folder, folder)}/`,
  );
  const paths =
    inner.length === 0
      ? own.paths
      : own.paths.filter((path) => !inner.some((prefix) => path.startsWith(prefix)));
  const extra = (service.alsoIn ?? [])
    .filter((folder) => !isInside(folder, service.folder))
    .flatMap((place) => (tree.paths.includes(place) ? [place] : pathsBelow(tree, place)))
    .map((path) => `/${path}`);
  return {
    paths: extra.length === 0 ? paths : [...new Set([...paths, ...extra])],
    truncated: tree.truncated,
    read: (path) => (path.startsWith("/") ? tree.read(path.slice(1)) : own.read(path)),
    look: (path) => (path.startsWith("/") ? tree.look?.(path.slice(1)) : own.look?.(path)),
  };
}

const insides = new WeakMap<readonly AuditedService[], ReadonlyMap<string, readonly AuditedService[]>>();

/** The services in a folder of another: their files are theirs alone. */
function innerServices(service: AuditedService, all: readonly AuditedService[]): readonly AuditedService[] {
  const known = insides.get(all) ?? byOuterFolder(all);
  insides.set(all, known);
  return known.get(service.folder) ?? [];
}

function byOuterFolder(all: readonly AuditedService[]): ReadonlyMap<string, readonly AuditedService[]> {
  const found = new Map<string, AuditedService[]>();
  for (const service of all) {
    let { folder } = service;
    while (folder !== ".") {
      folder = nodePath.posix.dirname(folder);
      const inside = found.get(folder) ?? [];
      found.set(folder, inside);
      inside.push(service);
    }
  }
  return found;
}

function isInside(folder: string, outer: string): boolean {
  return outer === "." ? folder !== "." : folder.startsWith(`${outer}/`);
}
