import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { baseImages } from "../deploy/targets/local/base-images.js";
import { MsxError } from "../errors/msx-error.js";
import { editFiles } from "../generator/edit-files.js";
import { stagingFolder, sweepStaging } from "../generator/staging.js";
import { type ComposeService, composeExport } from "../platform/compose/compose-file.js";
import { doesWithout } from "../platform/connections.js";
import type { ContainerDescription, Instance } from "../platform/engines/engine.js";
import { resolveImage } from "../platform/images.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import type { Resource } from "../platform/resource.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

export interface ExportComposeOptions {
  /** Folder of the export, relative to the workspace. */
  readonly out: string;
}

export interface ExportComposeResult {
  /** Absolute. */
  readonly path: string;
  readonly files: readonly string[];
  readonly services: readonly string[];
}

/**
 * Writes a Docker Compose project equal to what runs of the workspace, which works without msx. An earlier export in the
 * same folder is written over, all of it or nothing; other files there are left alone.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, PLATFORM_DOWN (nothing runs, or not every resource), ENGINE_UNAVAILABLE,
 *   EXPORT_TARGET_TAKEN, WRITE_FAILED, DISK_FULL, READ_ONLY, INTERRUPTED
 */
export async function exportCompose(
  options: ExportComposeOptions,
  context: ActionContext,
): Promise<ExportComposeResult> {
  const { cwd, env, io, signal } = context;
  const workspace = loadWorkspace(cwd);
  const target = path.resolve(workspace.folder, options.out);
  assertReplaceable(target);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const running = (await platform.engine.observe()).filter(({ state }) => state === "running");
  // Replicas are alike: the first stands for all of them.
  const first = running.filter(
    (one) => one === running.find(({ kind, owner }) => kind === one.kind && owner === one.owner),
  );
  const described = await platform.engine.describe(first);
  assertComplete(platform, running);
  const services = described.map((description) => {
    const { kind, owner } = description.instance;
    const replicas = running.filter((one) => one.kind === kind && one.owner === owner).length;
    const resource = platform.resources.find(({ name }) => kind === "resource" && name === owner);
    return resource
      ? ofResource(resource, description, platform)
      : ofService(description, { replicas, target, platform, env });
  });
  const { files } = composeExport(workspace.name, services, platform.state.secrets);
  writeExport(target, files, signal);
  return {
    path: target,
    files: Object.keys(files).sort(),
    services: services.map(({ description }) => description.instance.owner),
  };
}

function ofResource(
  resource: Resource,
  description: ContainerDescription,
  { context }: Platform,
): ComposeService {
  return {
    description,
    replicas: 1,
    extras: resource.compose?.(context) ?? {},
    dependsOn: resource.dependsOn,
  };
}

interface ServiceSetting {
  readonly replicas: number;
  readonly target: string;
  readonly platform: Platform;
  readonly env: NodeJS.ProcessEnv;
}

function ofService(
  description: ContainerDescription,
  { replicas, target, platform, env }: ServiceSetting,
): ComposeService {
  const { workspace, resources } = platform;
  const service = workspace.allServices.find(({ name }) => name === description.instance.owner);
  const without = service ? doesWithout(service) : [];
  const dependsOn = resources
    .map(({ name }) => name)
    .filter((name) => name !== "gateway" && !without.includes(name));
  if (service === undefined) return { description, replicas, extras: {}, dependsOn };
  const args = [...baseImages(service)].map(([argument, key]) => [
    argument,
    resolveImage(key, workspace, env).reference,
  ]);
  const folder = path.relative(target, service.folder).split(path.sep).join("/");
  const build = { context: folder, args: Object.fromEntries(args) };
  return { description, replicas, extras: {}, dependsOn, build };
}

/** What is only half there would make a file that starts and does not work. */
function assertComplete({ resources, workspace }: Platform, running: readonly Instance[]): void {
  const missing = resources.filter(
    ({ name }) => !running.some(({ kind, owner }) => kind === "resource" && owner === name),
  );
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(", ");
  throw new MsxError("PLATFORM_DOWN", { workspace: workspace.name, missing: names });
}

/** An absent or empty folder, or an earlier export. @throws MsxError EXPORT_TARGET_TAKEN */
function assertReplaceable(target: string): void {
  if (!existsSync(target)) return;
  try {
    if (readdirSync(target).length === 0) return;
    const text = readFileSync(path.join(target, "compose.yaml"), "utf8");
    if (text.startsWith("# Made by `msx export compose`")) return;
  } catch {
    // A file, or a folder without a Compose file: somebody else's.
  }
  throw new MsxError("EXPORT_TARGET_TAKEN", { path: target });
}

/** The files of the export, all of them or none; what else lies in the folder (an override file, …) is left alone. */
function writeExport(target: string, files: Readonly<Record<string, string>>, signal: AbortSignal): void {
  sweepStaging(path.dirname(target));
  const edits = Object.entries(files).map(([name, text]) => {
    const file = path.join(target, name);
    const before = existsSync(file) ? readFileSync(file) : undefined;
    return { file, before, after: Buffer.from(text), secret: name === ".env" };
  });
  editFiles(stagingFolder(target), edits, signal);
}
