import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildContext, BuildFailure, BuildOptions, BuildResult, OutputFile } from "esbuild";
import type { BundledMessage, BundleMessage } from "./bundle-protocol.js";

type Esbuild = Pick<typeof import("esbuild"), "context" | "formatMessages">;

/** What a project's `scripts/build.mjs` exports. */
interface BuildScript {
  /** How its functions are bundled, asked anew before every build: a function may have been added. */
  bundleOptions(): BuildOptions;
}

const buildScript = path.join("scripts", "build.mjs");

/**
 * The program that bundles a service's functions under `msx dev`: by the options of the project's own build, with the project's own
 * esbuild, which remembers from save to save what has not changed.
 *
 * @param load imports a package as the project would: resolved from its folder
 */
export async function serve(load: (specifier: string) => Promise<unknown>): Promise<void> {
  // msx is gone, however it ended.
  process.on("disconnect", () => process.exit(0));
  let bundler: Promise<Bundler> | undefined;
  let turn: Promise<void> = Promise.resolve();
  process.on("message", ({ folder }: BundleMessage) => {
    turn = turn.then(async () => {
      bundler ??= Bundler.open(load);
      const answer = await bundler.then((one) => one.bundle(folder)).catch(failed);
      process.send?.({ type: "bundled", ...answer });
    });
  });
}

type Answer = Pick<BundledMessage, "errors" | "warnings">;

/** The build script itself is broken, or esbuild is missing. */
function failed(error: unknown): Answer {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { errors: [text.replaceAll(`${pathToFileURL(process.cwd()).href}/`, "")], warnings: [] };
}

class Bundler {
  readonly #esbuild: Esbuild;
  readonly #script: BuildScript;
  #context: BuildContext | undefined;
  /** The options that the context was made with. */
  #known = "";
  /** The digests of what was written, by file. */
  #written = new Map<string, string>();

  private constructor(esbuild: Esbuild, script: BuildScript) {
    this.#esbuild = esbuild;
    this.#script = script;
  }

  static async open(load: (specifier: string) => Promise<unknown>): Promise<Bundler> {
    const esbuild = (await load("esbuild")) as Esbuild;
    const script = (await import(pathToFileURL(path.resolve(buildScript)).href)) as BuildScript;
    return new Bundler(esbuild, script);
  }

  async bundle(folder: string): Promise<Answer> {
    const context = await this.#contextFor(folder);
    try {
      const result = await context.rebuild();
      this.#write(result.outputFiles ?? []);
      return { errors: [], warnings: await this.#say("warning", result) };
    } catch (error) {
      const failure = error as Partial<BuildFailure>;
      if (failure.errors === undefined || failure.warnings === undefined) throw error;
      return {
        errors: await this.#say("error", failure),
        warnings: await this.#say("warning", failure),
      };
    }
  }

  async #contextFor(folder: string): Promise<BuildContext> {
    const options = this.#script.bundleOptions();
    const known = JSON.stringify([folder, options]);
    if (this.#context !== undefined && known === this.#known) return this.#context;
    await this.#context?.dispose();
    this.#context = await this.#esbuild.context({
      ...options,
      outdir: path.resolve(folder, options.outdir ?? "."),
      write: false,
      // A debugger needs lines to stop at, and finds the sources by the map.
      ...{ minify: false, minifySyntax: false, minifyWhitespace: false, minifyIdentifiers: false },
      ...{ sourcemap: "linked", sourcesContent: false, logLevel: "silent" },
    });
    this.#known = known;
    return this.#context;
  }

  async #say(kind: "error" | "warning", result: Partial<BuildResult>): Promise<readonly string[]> {
    const messages = kind === "error" ? result.errors : result.warnings;
    const texts = await this.#esbuild.formatMessages([...(messages ?? [])], { kind, color: false });
    return texts.map((text) => text.trim());
  }

  /** What has changed is written; what is not made any more goes. */
  #write(files: readonly OutputFile[]): void {
    for (const file of files) {
      if (this.#written.get(file.path) === file.hash) continue;
      mkdirSync(path.dirname(file.path), { recursive: true });
      writeFileSync(file.path, file.path.endsWith(".map") ? withPlaces(file) : file.contents);
    }
    const made = new Map(files.map((file) => [file.path, file.hash]));
    for (const before of this.#written.keys()) if (!made.has(before)) rmSync(before, { force: true });
    this.#written = made;
  }
}

/** A source map that can be used wherever the bundle is unpacked: it names the sources by where they are. */
function withPlaces({ path: file, text }: OutputFile): string {
  const map = JSON.parse(text) as { readonly sources: readonly string[] };
  const sources = map.sources.map((source) => pathToFileURL(path.resolve(path.dirname(file), source)).href);
  return JSON.stringify({ ...map, sources });
}
