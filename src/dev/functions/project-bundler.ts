import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildContext, BuildFailure, BuildOptions, BuildResult, OutputFile } from "esbuild";
import type { BundledMessage, BundleMessage } from "./bundle-protocol.js";

export type Esbuild = Pick<typeof import("esbuild"), "context" | "formatMessages">;

/** What a project's `scripts/build.mjs` exports. */
export interface BuildScript {
  /** How its functions are bundled, asked anew before every build: a function may have been added. */
  bundleOptions(): BuildOptions;
}

type Told = Pick<BundledMessage, "errors" | "warnings">;

/** What is bundled by itself: a function, where the options keep them apart. */
interface Part {
  readonly context: BuildContext;
  /** Relative to the project; undefined until it was bundled without an error. */
  inputs: ReadonlySet<string> | undefined;
  /** The digests of what was written, by file. */
  written: ReadonlyMap<string, string>;
}

/** Bundles a project's functions again and again: each only when something has changed that it is made of. */
export class ProjectBundler {
  #parts: readonly Part[] = [];
  /** What the parts were made by. */
  #known = "";

  constructor(
    private readonly esbuild: Esbuild,
    private readonly script: BuildScript,
  ) {}

  async bundle({ changed, ...wanted }: Pick<BundleMessage, "folder" | "changed" | "debug">): Promise<Told> {
    await this.#open(wanted);
    const told = await Promise.all(this.#outdated(changed).map((part) => this.#rebuild(part)));
    const all = (kind: keyof Told): string[] => [...new Set(told.flatMap((one) => one[kind]))];
    return { errors: all("errors"), warnings: all("warnings") };
  }

  /** Ends what esbuild holds for it. */
  async close(): Promise<void> {
    await Promise.all(this.#parts.map(({ context }) => context.dispose()));
    this.#parts = [];
    this.#known = "";
  }

  async #open({ folder, debug }: Pick<BundleMessage, "folder" | "debug">): Promise<void> {
    const options = this.script.bundleOptions();
    const known = JSON.stringify([folder, debug, options]);
    if (known === this.#known) return;
    for (const { written } of this.#parts) for (const file of written.keys()) rmSync(file, { force: true });
    await this.close();
    const shared: BuildOptions = {
      ...options,
      ...{ outdir: path.resolve(folder, options.outdir ?? "."), write: false, metafile: true },
      // A debugger needs lines to stop at, and finds the sources by the map.
      ...{ minify: false, minifySyntax: false, minifyWhitespace: false, minifyIdentifiers: false },
      ...{ sourcemap: debug ? "linked" : false, sourcesContent: false, logLevel: "silent" },
    };
    const contexts = apart(options).map((entryPoints) =>
      this.esbuild.context({ ...shared, ...(entryPoints && { entryPoints }) }),
    );
    this.#parts = (await Promise.all(contexts)).map((context) => ({
      ...{ context, inputs: undefined, written: new Map() },
    }));
    this.#known = known;
  }

  /** A file that nobody was made of may be new, and mean something to anybody. */
  #outdated(changed: readonly string[]): readonly Part[] {
    const files = changed.map((file) => file.split(path.sep).join("/"));
    const isKnown = (file: string): boolean => this.#parts.some(({ inputs }) => inputs?.has(file));
    if (files.length === 0 || !files.every(isKnown)) return this.#parts;
    return this.#parts.filter(({ inputs }) => inputs === undefined || files.some((file) => inputs.has(file)));
  }

  async #rebuild(part: Part): Promise<Told> {
    try {
      const result = await part.context.rebuild();
      part.written = write(result.outputFiles ?? [], part.written);
      part.inputs = new Set(Object.keys(result.metafile?.inputs ?? {}));
      return { errors: [], warnings: await this.#say("warning", result) };
    } catch (error) {
      part.inputs = undefined;
      const failure = error as Partial<BuildFailure>;
      if (failure.errors === undefined || failure.warnings === undefined) throw error;
      return {
        errors: await this.#say("error", failure),
        warnings: await this.#say("warning", failure),
      };
    }
  }

  async #say(kind: "error" | "warning", result: Partial<BuildResult>): Promise<readonly string[]> {
    const messages = kind === "error" ? result.errors : result.warnings;
    const texts = await this.esbuild.formatMessages([...(messages ?? [])], { kind, color: false });
    return texts.map((text) => text.trim());
  }
}

/** The entry points one by one, where each says itself what becomes of it; else all that there are, as one. */
function apart({
  entryPoints,
  splitting,
}: BuildOptions): readonly (BuildOptions["entryPoints"] | undefined)[] {
  if (splitting === true || entryPoints === undefined) return [undefined];
  if (!Array.isArray(entryPoints)) return Object.entries(entryPoints).map(([out, file]) => ({ [out]: file }));
  const named = entryPoints.filter((one) => typeof one !== "string");
  return named.length === entryPoints.length ? named.map((one) => [one]) : [undefined];
}

/** What has changed is written; what is not made any more goes. @returns what is there then */
function write(
  files: readonly OutputFile[],
  before: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  for (const file of files) {
    if (before.get(file.path) === file.hash) continue;
    mkdirSync(path.dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.path.endsWith(".map") ? withPlaces(file) : file.contents);
  }
  const made = new Map(files.map((file) => [file.path, file.hash]));
  for (const file of before.keys()) if (!made.has(file)) rmSync(file, { force: true });
  return made;
}

/** A source map that can be used wherever the bundle is unpacked: it names the sources by where they are. */
function withPlaces({ path: file, text }: OutputFile): string {
  const map = JSON.parse(text) as { readonly sources: readonly string[] };
  const sources = map.sources.map((source) => pathToFileURL(path.resolve(path.dirname(file), source)).href);
  return JSON.stringify({ ...map, sources });
}
