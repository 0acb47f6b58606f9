import path from "node:path";
import { MsxError } from "../errors/msx-error.js";
import { readBaseTexts } from "../generator/base-texts.js";
import { editFiles, type FileEdit } from "../generator/edit-files.js";
import { uncommittedFiles } from "../generator/git.js";
import { readManifest } from "../generator/manifest.js";
import { mergeUpdate, type ResolvedUpdate } from "../generator/merge-update.js";
import { type GeneratedProject, planFromManifest } from "../generator/plan-from-manifest.js";
import { gatewayFolder, gatewayKinds } from "../generator/plan-gateway.js";
import { type FileUpdate, planUpdate } from "../generator/plan-update.js";
import { sweepStaging, updateStaging } from "../generator/staging.js";
import { templateRoot } from "../generator/template-root.js";
import { changeOf, unifiedDiff } from "../generator/unified-diff.js";
import { findWorkspaceFolder, loadWorkspace, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import type { ProjectUpdate, UpdateResult } from "./update-result.js";

export interface UpdateOptions {
  /** Only these services; none: the workspace and all its services. */
  readonly services: readonly string[];
  /** Change nothing, merge nothing: only name what differs. */
  readonly check: boolean;
  readonly dryRun: boolean;
  /** Go on with what is not committed, or without git. */
  readonly force: boolean;
  /** The folder of the template layers; msx's own unless told otherwise. */
  readonly templates?: string;
}

interface Project {
  readonly kind: GeneratedProject["kind"];
  readonly name: string;
  readonly folder: string;
  readonly updates: readonly FileUpdate[];
  readonly base: ReadonlyMap<string, string>;
}

/**
 * Brings generated projects up to today's templates: all of them, or on a failure none.
 * @throws MsxError NO_WORKSPACE, NOT_GENERATED, UNKNOWN_SERVICE, FILE_INVALID, TARGET_UNSAFE, UPDATE_UNCOMMITTED,
 *   UPDATE_NOT_IN_GIT, GIT_MISSING, WRITE_FAILED, DISK_FULL, READ_ONLY or INTERRUPTED; nothing is written then.
 */
export async function update(options: UpdateOptions, context: ActionContext): Promise<UpdateResult> {
  const { root, folders, skipped } = findProjects(options, context.cwd);
  if (!options.check) sweepStaging(path.dirname(updateStaging(root)));
  if (!options.check && !options.dryRun && !options.force) {
    for (const folder of folders) await assertCommitted(folder);
  }
  const projects = folders.map((folder) => planProject(folder, options.templates ?? templateRoot()));
  const merged = new Map<Project, readonly ResolvedUpdate[]>();
  for (const project of options.check ? [] : projects) {
    merged.set(project, await Promise.all(project.updates.map((file) => mergeUpdate(file, project.base))));
    context.signal.throwIfAborted();
  }
  const changes = [...merged].flatMap(([{ folder }, files]) =>
    files.flatMap(({ path: file, before, result, executable, action }): FileEdit[] =>
      action === "unchanged"
        ? []
        : [{ file: path.join(folder, file), before, after: result, ...(executable && { executable }) }],
    ),
  );
  if (!options.dryRun && changes.length > 0) editFiles(updateStaging(root), changes, context.signal);

  return {
    projects: projects.map((project) => reportOf(project, merged.get(project) ?? [])),
    changed: !options.check && !options.dryRun && changes.length > 0,
    skipped,
    check: options.check,
    dryRun: options.dryRun,
    ...(options.dryRun && { diff: unifiedDiff(changes.map((change) => changeOf(change, root))) }),
    next: options.check || options.dryRun ? [] : nextOf(root, merged),
  };
}

/** The projects to update: their folders, and the folder that holds them all. */
function findProjects({ services }: UpdateOptions, cwd: string) {
  if (!findWorkspaceFolder(cwd) && services.length === 0) {
    for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
      if (readManifest(folder)) return { root: folder, folders: [folder], skipped: [] };
      if (folder === path.dirname(folder)) throw new MsxError("NOT_GENERATED", { path: path.resolve(cwd) });
    }
  }
  const workspace = loadWorkspace(cwd);
  const selected = selectServices(workspace, services).map(({ folder }) => folder);
  const gateways = gatewayKinds.map((kind) => path.join(workspace.folder, gatewayFolder(kind)));
  const candidates =
    services.length === 0 ? [workspace.folder, ...gateways.filter(readManifest), ...selected] : selected;
  const folders = candidates.filter((folder) => readManifest(folder));
  const skipped = candidates.filter((folder) => !folders.includes(folder));
  const missing = services.length > 0 || folders.length === 0 ? skipped[0] : undefined;
  if (missing) throw new MsxError("NOT_GENERATED", { path: missing });
  return { root: workspace.folder, folders, skipped };
}

const shownFiles = 5;

async function assertCommitted(folder: string): Promise<void> {
  const files = await uncommittedFiles(folder);
  if (!files) throw new MsxError("UPDATE_NOT_IN_GIT", { path: folder });
  if (files.length === 0) return;
  const rest = files.length - shownFiles;
  const named = files.slice(0, shownFiles).join(", ") + (rest > 0 ? `, … (+${rest})` : "");
  throw new MsxError("UPDATE_UNCOMMITTED", { path: folder, files: named });
}

function planProject(folder: string, templates: string): Project {
  const manifest = readManifest(folder);
  if (!manifest) throw new MsxError("NOT_GENERATED", { path: folder });
  const { kind, name, files } = planFromManifest(manifest, folder, templates);
  const base = readBaseTexts(folder);
  return { kind, name, folder, base, updates: planUpdate({ folder, manifest, base, files }) };
}

function reportOf(project: Project, files: readonly ResolvedUpdate[]): ProjectUpdate {
  const paths = (wanted: (file: ResolvedUpdate) => boolean): string[] =>
    files.filter(wanted).map((file) => file.path);
  return {
    kind: project.kind,
    name: project.name,
    path: project.folder,
    added: paths(({ action }) => action === "add"),
    updated: paths(({ action }) => action === "replace"),
    replaced: paths(({ action, reason }) => action === "replace" && reason === "edited"),
    merged: paths(({ action, conflicts }) => action === "merge" && conflicts === 0),
    conflicts: paths(({ conflicts }) => conflicts > 0),
    removed: paths(({ action }) => action === "remove"),
    unchanged: paths(({ action }) => action === "unchanged"),
    drift: project.updates.flatMap(({ path: file, reason, unresolved }): ProjectUpdate["drift"] =>
      reason ? [{ file, reason }] : unresolved ? [{ file, reason: "unresolved" }] : [],
    ),
  };
}

/** A package.json that changed beside a lock file that did not needs an installation; conflicts need a person first. */
function nextOf(root: string, merged: ReadonlyMap<Project, readonly ResolvedUpdate[]>): string[] {
  const next: string[] = [];
  for (const [{ folder }, files] of merged) {
    const changed = (name: string): boolean =>
      files.some((file) => file.path === name && file.action !== "unchanged");
    if (changed("package.json") && !changed("package-lock.json")) {
      const where = path.relative(root, folder);
      next.push(where === "" ? "npm install" : `npm --prefix ${where.split(path.sep).join("/")} install`);
    }
  }
  return [...merged.values()].flat().some(({ action }) => action !== "unchanged")
    ? [...next, "git diff"]
    : next;
}
