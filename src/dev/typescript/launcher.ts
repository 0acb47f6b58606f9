import { existsSync, readdirSync, readFileSync } from "node:fs";
import inspector from "node:inspector";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { LauncherMessage, StartMessage } from "../launch-protocol.js";

/** A service that does not stop when its msx is gone is ended after this. */
const graceMs = 10_000;
const entry = path.join("src", "main.ts");
const chassis = path.join("src", "chassis");

/**
 * The program a TypeScript service runs in under `msx dev`: imports the packages the sources name and the chassis, then waits for the
 * word to run `src/main.ts`. Most of a start is spent on packages, so a process that waits like this has a service
 * running a few hundred milliseconds after a save.
 *
 * @param load imports a package as the service would: resolved from its folder
 */
export async function launch(load: (specifier: string) => Promise<unknown>): Promise<void> {
  let started = false;
  process.on("disconnect", () => {
    // msx is gone, however it ended.
    if (!started) process.exit(0);
    setTimeout(() => process.exit(1), graceMs).unref();
    process.kill(process.pid, "SIGTERM");
  });
  const start = new Promise<StartMessage>((resolve) => process.once("message", resolve as () => void));
  // Its place is in the sources, where it is reported: here a package that cannot be loaded only makes nothing faster.
  for (const name of packagesOf("src")) await load(name).catch(() => undefined);
  for (const file of chassisFiles()) await import(file).catch(() => undefined);
  tell({ type: "warm" });

  const { env, inspect } = await start;
  started = true;
  Object.assign(process.env, env);
  // From here on only the service decides how long the process lives.
  process.channel?.unref();
  if (inspect) {
    inspector.open(0, "127.0.0.1");
    tell({ type: "inspecting", port: Number(new URL(inspector.url() ?? "").port) });
  }
  process.argv[1] = path.resolve(entry);
  await import(pathToFileURL(path.resolve(entry)).href).catch((error: unknown) => {
    console.error(readable(error));
    process.exit(1);
  });
}

/** A syntax error's own frames are all esbuild's: only where it lies says something. */
function readable(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const told = error.name === "TransformError" ? error.message : (error.stack ?? error.message);
  return told.replaceAll(`${process.cwd()}${path.sep}`, "");
}

function tell(message: LauncherMessage): void {
  process.send?.(message);
}

/** The part of a generated service that msx manages: it imports nothing of the rest, so that it can be loaded before a save. */
function chassisFiles(): readonly string[] {
  if (!existsSync(chassis)) return [];
  return readdirSync(chassis)
    .filter((name) => /(?<!\.test)\.ts$/.test(name))
    .map((name) => pathToFileURL(path.resolve(chassis, name)).href);
}

/** The packages that the sources of a folder import for more than their types. */
function packagesOf(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!file.isFile() || !/(?<!\.test)\.ts$/.test(file.name)) continue;
    const text = readFileSync(path.join(file.parentPath ?? file.path, file.name), "utf8");
    for (const [, name] of text.matchAll(/^import (?!type\b)[^;]*?from "([^"./][^"]*)"/gm)) {
      if (name !== undefined && !name.startsWith("node:")) found.add(name);
    }
  }
  return found;
}
