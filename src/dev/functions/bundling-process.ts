import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BundledMessage, BundleMessage } from "./bundle-protocol.js";
import { type BuildScript, type Esbuild, ProjectBundler } from "./project-bundler.js";

const buildScript = path.join("scripts", "build.mjs");

/**
 * The program that bundles a service's functions under `msx dev`: by the options of the project's own build, with the project's own
 * esbuild, which remembers from save to save what has not changed.
 *
 * @param load imports a package as the project would: resolved from its folder
 */
export function serve(load: (specifier: string) => Promise<unknown>): void {
  let bundler: Promise<ProjectBundler> | undefined;
  // msx is gone, however it ended.
  process.once("disconnect", () => {
    const closed = bundler?.then((one) => one.close()) ?? Promise.resolve();
    void closed.catch(() => undefined).finally(() => process.exit(0));
  });
  let turn: Promise<void> = Promise.resolve();
  process.on("message", (message: BundleMessage) => {
    turn = turn.then(async () => {
      bundler ??= open(load);
      const told = await bundler.then((one) => one.bundle(message)).catch(broken);
      process.send?.({ type: "bundled", ...told } satisfies BundledMessage);
    });
  });
}

async function open(load: (specifier: string) => Promise<unknown>): Promise<ProjectBundler> {
  const esbuild = (await load("esbuild")) as Esbuild;
  const script = (await import(pathToFileURL(path.resolve(buildScript)).href)) as BuildScript;
  return new ProjectBundler(esbuild, script);
}

/** The build script itself does not work, or esbuild is missing. */
function broken(error: unknown): Pick<BundledMessage, "errors" | "warnings"> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { errors: [text.replaceAll(`${pathToFileURL(process.cwd()).href}/`, "")], warnings: [] };
}
