import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { runCommand } from "./run-command.js";

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
  cache: string,
  onLine: Said,
  signal: AbortSignal,
): Promise<Dependencies> {
  const lock = readFileSync(path.join(serviceFolder, "package-lock.json"), "utf8");
  const settings = readOr(path.join(serviceFolder, ".npmrc"), "");
  const identity = [process.version, process.platform, process.arch, settings, lock].join("\0");
  const key = createHash("sha256").update(identity).digest("hex").slice(0, 16);
  const root = lockSchema.parse(JSON.parse(lock)).packages[""] ?? {};
  const files = { "package.json": JSON.stringify(root), "package-lock.json": lock, ".npmrc": settings };
  sweep(cache);
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
  if (existsSync(folder)) return installed;
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

/** What a killed msx left half-made: one msx at a time builds in a workspace. */
function sweep(cache: string): void {
  if (!existsSync(cache)) return;
  for (const name of readdirSync(cache).filter((one) => one.endsWith(".tmp"))) {
    rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}

function readOr(file: string, otherwise: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : otherwise;
}
