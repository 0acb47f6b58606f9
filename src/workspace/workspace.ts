import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { type ServiceFile, serviceSchema, type WorkspaceFile, workspaceSchema } from "./schema.js";
import { readYamlFile } from "./yaml-file.js";

export interface Service extends ServiceFile {
  /** Absolute folder of the service. */
  readonly folder: string;
}

export interface Workspace extends WorkspaceFile {
  /** Absolute folder that holds msx.yaml; of a service that stands alone, its own. */
  readonly folder: string;
  /** In name order. */
  readonly allServices: readonly Service[];
}

/** The folder of the nearest msx.yaml at or above `from`, or undefined. */
export function findWorkspaceFolder(from: string): string | undefined {
  return findFolderOf("msx.yaml", from);
}

/** The folder of the service that `from` lies in and that no workspace is around: a repository of its own. Or undefined. */
export function findLoneService(from: string): string | undefined {
  return findWorkspaceFolder(from) === undefined ? findFolderOf("service.yaml", from) : undefined;
}

/**
 * The validated workspace that `from` lies in. A service that stands alone is a workspace of one, named like it, with the
 * default settings.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID (also for two services of one name) or FILE_UNREADABLE.
 */
export function loadWorkspace(from: string): Workspace {
  const lone = findLoneService(from);
  return lone === undefined ? loadSharedWorkspace(from) : workspaceOf(loadService(lone));
}

/**
 * The workspace as its msx.yaml says: for what changes the workspace itself, which a service alone cannot hold.
 * @throws as `loadWorkspace`
 */
export function loadSharedWorkspace(from: string): Workspace {
  const folder = findWorkspaceFolder(from);
  if (!folder) throw new MsxError("NO_WORKSPACE", { path: path.resolve(from) });
  const file = loadWorkspaceFile(folder);
  const allServices = file.services
    .flatMap((pattern) => expand(folder, pattern))
    .filter((candidate) => existsSync(path.join(candidate, "service.yaml")))
    .map(loadService)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  assertDistinct(allServices);
  return { ...file, folder, allServices };
}

/** The `msx.yaml` of a folder alone, without the services it names. @throws MsxError FILE_INVALID or FILE_UNREADABLE. */
export function loadWorkspaceFile(folder: string): WorkspaceFile {
  return readYamlFile(path.join(folder, "msx.yaml"), workspaceSchema);
}

/** One validated `service.yaml`. @throws MsxError FILE_INVALID or FILE_UNREADABLE. */
export function loadService(folder: string): Service {
  return { ...readYamlFile(path.join(folder, "service.yaml"), serviceSchema), folder };
}

/** The services of these names, or all. @throws MsxError UNKNOWN_SERVICE. */
export function selectServices(workspace: Workspace, names: readonly string[]): readonly Service[] {
  const known = workspace.allServices.map((service) => service.name);
  for (const name of names) {
    if (!known.includes(name))
      throw new MsxError("UNKNOWN_SERVICE", { name, known: known.join(", ") || "-" });
  }
  return names.length === 0
    ? workspace.allServices
    : workspace.allServices.filter((service) => names.includes(service.name));
}

function workspaceOf(service: Service): Workspace {
  const { folder, name } = service;
  const file = workspaceSchema.parse({ apiVersion: "msx/v1", kind: "Workspace", name, services: ["."] });
  return { ...file, folder, allServices: [service] };
}

function findFolderOf(file: string, from: string): string | undefined {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, file))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

function assertDistinct(services: readonly Service[]): void {
  for (const [index, service] of services.entries()) {
    const next = services[index + 1];
    if (next?.name === service.name) {
      const file = path.join(next.folder, "service.yaml");
      throw new MsxError("FILE_INVALID", {
        file,
        line: 1,
        detail: phrase("name-twice", { name: next.name, folder: service.folder }),
      });
    }
  }
}

/** Expands whole-segment `*` only; a pattern cannot leave the workspace. */
function expand(root: string, pattern: string): string[] {
  let folders = [root];
  for (const segment of pattern.split("/").filter((part) => part !== "" && part !== ".")) {
    if (segment === "..") return [];
    folders = folders.flatMap((folder) => {
      if (segment !== "*") return [path.join(folder, segment)];
      if (!existsSync(folder)) return [];
      return readdirSync(folder, { withFileTypes: true })
        .filter(
          (entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."),
        )
        .map((entry) => path.join(folder, entry.name));
    });
  }
  return folders;
}
