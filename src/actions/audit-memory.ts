import { realpathSync } from "node:fs";
import path from "node:path";
import type { AuditOptions } from "../audit/engine/audit-repository.js";
import { FindingsCache } from "../audit/engine/findings-cache.js";
import { StampedDigests } from "../audit/engine/stamped-digests.js";
import { rules } from "../audit/rules/index.js";
import { userCacheFolder } from "../workspace/user-cache-folder.js";

/** Filled in by the build: a digest of the sources and of what they are built with. Absent when run from source. */
declare const MSX_BUILD: string | undefined;

/**
 * What earlier audits of a repository found, kept in the user's cache folder. None where that lies in the repository (what
 * is audited must not answer for itself), and none when msx runs from source, where nothing tells one state of its rules
 * from another.
 */
export function auditMemory(root: string, env: NodeJS.ProcessEnv): AuditOptions["memory"] {
  const build = typeof MSX_BUILD === "undefined" ? undefined : MSX_BUILD;
  const folder = userCacheFolder(env);
  if (build === undefined || folder === undefined || isInside(resolved(folder), root)) return undefined;
  const place = { folder: path.join(folder, "audit"), build, root };
  return {
    ...{ cache: new FindingsCache(place), stamps: new StampedDigests(place) },
    rules: new Set(rules),
  };
}

/** A path with its links followed, as far as it exists. */
function resolved(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    const parent = path.dirname(place);
    return parent === place ? place : path.join(resolved(parent), path.basename(place));
  }
}

function isInside(place: string, folder: string): boolean {
  const relative = path.relative(folder, place);
  return relative === "" || !(relative.startsWith("..") || path.isAbsolute(relative));
}
