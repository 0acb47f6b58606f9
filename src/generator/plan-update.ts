import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { basePath } from "./base-texts.js";
import { type Manifest, manifestPath } from "./manifest.js";
import { mergePackageJson, sameDependencies } from "./package-json.js";
import { type PlannedFile, sha256 } from "./planned-file.js";
import { staysInside } from "./render-layers.js";
import { assertNoLinks } from "./target.js";

/** Why a file is not what today's templates make of it. */
export type DriftReason = "edited" | "missing" | "outdated" | "new" | "obsolete";

/** What an update does with one file. */
export interface FileUpdate {
  /** Slash-separated, relative to the project. */
  readonly path: string;
  readonly action: "unchanged" | "add" | "replace" | "merge" | "remove";
  /** Absent when unchanged. */
  readonly reason?: DriftReason;
  readonly before: Uint8Array | undefined;
  /** What today's templates make of it; undefined when they no longer have it. */
  readonly after: Uint8Array | undefined;
  readonly executable: boolean;
  /** Whether an earlier update left conflict markers in it. */
  readonly unresolved?: boolean;
}

export interface UpdateRequest {
  /** Absolute folder of the project. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** What the templates made of its sample files then, by path. */
  readonly base: ReadonlyMap<string, string>;
  /** Its tree as today's templates render it. */
  readonly files: readonly PlannedFile[];
}

const lockPath = "package-lock.json";
const packagePath = "package.json";

/**
 * What an update would do with every file that the templates have, or had: reads the project, changes nothing.
 *
 * Managed files become what is rendered. Sample files become it while nobody edited them, and are to be merged else; one
 * that was deleted stays so. What the templates no longer have goes when it was managed, and is the user's when it was not.
 * @throws MsxError TARGET_UNSAFE for a folder or link where a file was, FILE_INVALID for a manifest that points outside.
 */
export function planUpdate({ folder, manifest, base, files }: UpdateRequest): FileUpdate[] {
  const rendered = new Map(files.map((file) => [file.path, file]));
  const gone = Object.keys(manifest.files).filter((file) => !rendered.has(file));
  const updates = [
    ...files.map((file) => updateOf(file, manifest, contentOf(folder, file.path))),
    ...gone.flatMap((file) => goneUpdate(file, manifest, contentOf(folder, file))),
  ];
  return withUsersLock(updates, base.get(packagePath));
}

function updateOf(file: PlannedFile, manifest: Manifest, disk: Content | undefined): FileUpdate {
  const { path, bytes: after, executable } = file;
  const made = manifest.files[path];
  const update = (action: FileUpdate["action"], reason?: DriftReason): FileUpdate => ({
    path,
    action,
    before: disk?.bytes,
    after,
    executable,
    ...(reason && { reason }),
    ...(isUnresolved(disk?.bytes) && { unresolved: true }),
  });
  const isBookkeeping = path === manifestPath || path === basePath;
  if (disk?.sha256 === file.sha256) {
    const lostItsMode = executable && !disk.executable && process.platform !== "win32";
    return lostItsMode && file.owner === "managed" ? update("replace", "edited") : update("unchanged");
  }
  if (!made && !isBookkeeping) return disk ? update("merge", "new") : update("add", "new");
  if (file.owner === "managed") {
    if (!disk) return update("add", "missing");
    return update("replace", isBookkeeping || disk.sha256 === made?.sha256 ? "outdated" : "edited");
  }
  // Deleted by the user, or left alone by the templates since: theirs to keep.
  if (!disk || made?.sha256 === file.sha256) return update("unchanged");
  return update(disk.sha256 === made?.sha256 ? "replace" : "merge", "outdated");
}

function goneUpdate(file: string, manifest: Manifest, disk: Content | undefined): FileUpdate[] {
  if (!disk || manifest.files[file]?.owner !== "managed") return [];
  const { bytes: before, executable } = disk;
  return [{ path: file, action: "remove", reason: "obsolete", before, after: undefined, executable }];
}

/**
 * A project that asks for other packages than the templates do, after the update, has a lock file of its own: only
 * `npm install` can bring that up to date.
 */
function withUsersLock(updates: FileUpdate[], base: string | undefined): FileUpdate[] {
  const update = updates.find(({ path }) => path === packagePath);
  if (!update?.before || !update.after) return updates;
  const [mine, theirs] = [textOf(update.before), textOf(update.after)];
  const becomes =
    update.action === "merge" ? mergePackageJson(base ?? "", mine, theirs) : textOf(result(update));
  if (becomes !== undefined && sameDependencies(becomes, theirs)) return updates;
  return updates.map((other) => {
    if (other.path !== lockPath || other.action !== "replace") return other;
    const { reason: _reason, ...kept } = other;
    return { ...kept, action: "unchanged" };
  });
}

function result({ action, before, after }: FileUpdate): Uint8Array | undefined {
  return action === "unchanged" ? before : after;
}

function textOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("utf8");
}

/** The markers that `mergeText` leaves. */
function isUnresolved(bytes: Uint8Array | undefined): boolean {
  return /^<{7} yours$[\s\S]*^={7}$[\s\S]*^>{7} template$/m.test(textOf(bytes));
}

interface Content {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly executable: boolean;
}

function contentOf(folder: string, file: string): Content | undefined {
  if (!staysInside(file)) {
    const manifest = path.join(folder, manifestPath);
    throw new MsxError("FILE_INVALID", { file: manifest, line: 1, detail: `files: ${file}` });
  }
  const target = path.join(folder, file);
  assertNoLinks(folder, target);
  const found = statSync(target, { throwIfNoEntry: false });
  if (!found) return undefined;
  if (!found.isFile()) throw new MsxError("TARGET_UNSAFE", { path: target, found: phrase("not-a-file") });
  const bytes = readFileSync(target);
  return { bytes, sha256: sha256(bytes), executable: (found.mode & 0o111) !== 0 };
}
