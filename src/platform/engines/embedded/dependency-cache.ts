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
import { DependencyStore } from "./dependency-store.js";
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
 * Installs what a lock file says, once for all services with the same one, and links what another workspace of the user has
 * installed: as in the image's first stage, package.json is made from the lock file's root entry, so that names and scripts make
 * no difference.
 * @throws Error with npm's exit code; the signal's reason
 */
export async function installDependencies(
  serviceFolder: string,
  places: Pick<Places, "builds" | "cache">,
  onLine: Said,
  signal: AbortSignal,
  store = DependencyStore.ofUser(),
): Promise<Dependencies> {
  const { cache } = places;
  const lock = readFileSync(path.join(serviceFolder, "package-lock.json"), "utf8");
  const settings = readOr(path.join(serviceFolder, ".npmrc"), "");
  const identity = [process.version, process.platform, process.arch, libc(), settings, lock].join("\0");
  const key = createHash("sha256").update(identity).digest("hex").slice(0, 16);
  const root = lockSchema.parse(JSON.parse(lock)).packages[""] ?? {};
  const files = { "package.json": JSON.stringify(root), "package-lock.json": lock, ".npmrc": settings };
  sweep(places);
  const installed = (kind: string, flags: readonly string[]): Promise<string> =>
    once(
      path.join(cache, `${key}-${kind}`),
      store,
      (making) => install(making, files, flags, onLine, signal),
      signal,
    );
  const all = await installed("all", []);
  // What is not there in production must not be there on this machine either.
  const production = await installed("production", ["--omit=dev"]);
  return { all, production };
}

/** Has a folder of dependencies made if it is not there. It takes its name only when it is complete. */
async function once(
  folder: string,
  store: DependencyStore | undefined,
  make: (making: string) => Promise<void>,
  signal: AbortSignal,
): Promise<string> {
  const installed = path.join(folder, "node_modules");
  if (existsSync(folder)) {
    utimesSync(folder, new Date(), new Date());
    return installed;
  }
  const name = path.basename(folder);
  const making = `${folder}.${process.pid}.tmp`;
  const given = await store?.give(name, path.join(making, "node_modules"), signal);
  if (!given) {
    await make(making);
    await store?.keep(name, path.join(making, "node_modules"), signal);
  }
  renameSync(making, folder);
  return installed;
}

async function install(
  making: string,
  files: Readonly<Record<string, string>>,
  flags: readonly string[],
  onLine: Said,
  signal: AbortSignal,
): Promise<void> {
  mkdirSync(path.join(making, "node_modules"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(making, name), text);
  const args = ["ci", "--no-audit", "--no-fund", "--prefer-offline", ...flags];
  await runCommand("npm", args, making, onLine, signal);
  // npm removes it where there is nothing to install.
  mkdirSync(path.join(making, "node_modules"), { recursive: true });
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

/** npm takes other packages for Alpine's; a home folder may be seen from a container as well. */
function libc(): string {
  return namesIn("/lib").some((name) => name.startsWith("ld-musl-")) ? "musl" : "";
}

function readOr(file: string, otherwise: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : otherwise;
}
