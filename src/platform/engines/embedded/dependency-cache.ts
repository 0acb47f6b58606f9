import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import * as z from "zod";
import { namesIn } from "../../names-in.js";
import type { Places } from "./places.js";
import { runCommand } from "./run-command.js";

/** What no build is linked to goes when it was not asked for that long. */
const keptForMs = 7 * 24 * 60 * 60 * 1000;

const lockSchema = z.object({ packages: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** A service's installed dependencies: two folders called node_modules. */
export interface Dependencies {
  /** With those of its build and its tests. */
  readonly all: string;
  readonly production: string;
}

type Said = (line: string) => void;

/**
 * Installs what a lock file says, once for all services with the same one: as in the image's first stage, package.json is
 * made from the lock file's root entry, so that names and scripts make no difference.
 * @throws Error with npm's exit code; the signal's reason
 */
export async function installDependencies(
  serviceFolder: string,
  places: Pick<Places, "builds" | "cache">,
  onLine: Said,
  signal: AbortSignal,
): Promise<Dependencies> {
  const { cache } = places;
  const lock = readFileSync(path.join(serviceFolder, "package-lock.json"), "utf8");
  const settings = readOr(path.join(serviceFolder, ".npmrc"), "");
  const identity = [process.version, process.platform, process.arch, settings, lock].join("\0");
  const key = createHash("sha256").update(identity).digest("hex").slice(0, 16);
  const root = lockSchema.parse(JSON.parse(lock)).packages[""] ?? {};
  const files = { "package.json": JSON.stringify(root), "package-lock.json": lock, ".npmrc": settings };
  sweep(places);
  const all = await install(path.join(cache, `${key}-all`), files, [], onLine, signal);
  // What is not there in production must not be there on this machine either.
  const production = await install(
    path.join(cache, `${key}-production`),
    files,
    ["--omit=dev"],
    onLine,
    signal,
  );
  return { all, production };
}

/** It takes its name only when it is complete. */
async function install(
  folder: string,
  files: Readonly<Record<string, string>>,
  flags: readonly string[],
  onLine: Said,
  signal: AbortSignal,
): Promise<string> {
  const installed = path.join(folder, "node_modules");
  if (existsSync(folder)) {
    utimesSync(folder, new Date(), new Date());
    return installed;
  }
  const making = `${folder}.${process.pid}.tmp`;
  mkdirSync(path.join(making, "node_modules"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(making, name), text);
  const args = ["ci", "--no-audit", "--no-fund", "--prefer-offline", ...flags];
  await runCommand("npm", args, making, onLine, signal);
  // npm removes it where there is nothing to install.
  mkdirSync(path.join(making, "node_modules"), { recursive: true });
  renameSync(making, folder);
  return installed;
}

/** Takes away what a killed msx left half-made (one msx at a time builds in a workspace), and what nobody uses any more. */
function sweep({ builds, cache }: Pick<Places, "builds" | "cache">): void {
  const linked = linkedFrom(builds);
  for (const name of namesIn(cache)) {
    const folder = path.join(cache, name);
    const isOld = Date.now() - statSync(folder).mtimeMs > keptForMs;
    if (name.endsWith(".tmp") || (isOld && !linked.has(path.join(folder, "node_modules")))) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** The dependencies of every version that is built. */
function linkedFrom(builds: string): ReadonlySet<string> {
  const versions = namesIn(builds).flatMap((service) =>
    namesIn(path.join(builds, service)).map((version) => path.join(builds, service, version)),
  );
  return new Set(
    versions.flatMap((version) => {
      try {
        return [readlinkSync(path.join(version, "node_modules"))];
      } catch {
        return []; // Half-made, or on its way out.
      }
    }),
  );
}

function readOr(file: string, otherwise: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : otherwise;
}
