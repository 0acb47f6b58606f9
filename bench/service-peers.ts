import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadLayer } from "../src/generator/layer.js";
import type { RenderRequest } from "../src/generator/render-layers.js";
import type { Subject } from "./measure-pairs.js";

/** Where plop and hygen are installed. */
export const generators = path.resolve("bench/peers");

/** Another generator, and the folder it writes. */
export interface Peer extends Subject {
  readonly name: string;
  readonly out: string;
}

interface TextFile {
  /** Relative to the tree's root, with slashes. */
  readonly file: string;
  readonly text: string;
}

/** plop over the same templates, in the one tree they come to, named by its own way of filling in paths. */
export function plop(request: RenderRequest, folder: string): Peer {
  const templates = path.join(folder, "plop-templates");
  for (const { file, text } of templatesOf(request)) {
    const named = file
      .replaceAll("__entityKebab__", "{{entity.kebab}}")
      .replaceAll("__entityPluralKebab__", "{{entity.pluralKebab}}");
    write(templates, named, text);
  }
  const out = path.join(folder, "plop-out");
  const bin = path.join(generators, "node_modules/plop/bin/plop.js");
  return {
    name: "plop, same tree",
    command: [process.execPath, bin, "--plopfile", path.join(generators, "plopfile.mjs"), "service"],
    out,
    before: () => rmSync(out, { recursive: true, force: true }),
    env: { PEER_TEMPLATES: templates, PEER_OUT: out, PEER_CONTEXT: JSON.stringify(request.context) },
  };
}

/**
 * hygen writing the same tree. Its templates are EJS with a head that names the file; they are given to it filled in
 * already, which is in its favour.
 */
export function hygen(tree: readonly TextFile[], folder: string): Peer {
  const templates = path.join(folder, "_templates", "service", "new");
  for (const [index, { file, text }] of tree.entries()) {
    write(templates, `${index}.ejs.t`, `---\nto: hygen-out/${file}\n---\n${text.replaceAll("<%", "<%%")}`);
  }
  const out = path.join(folder, "hygen-out");
  return {
    name: "hygen, same tree, filled in already",
    command: [process.execPath, path.join(generators, "node_modules/hygen/dist/bin.js"), "service", "new"],
    cwd: folder,
    out,
    before: () => rmSync(out, { recursive: true, force: true }),
    env: { HYGEN_OVERWRITE: "1" },
  };
}

/** The floor: Handlebars and nothing else. */
export function handlebarsLoop(request: RenderRequest, folder: string): Peer {
  const templates = path.join(folder, "loop-templates");
  for (const { file, text } of templatesOf(request)) write(templates, filled(file, request), text);
  const context = path.join(folder, "context.json");
  writeFileSync(context, JSON.stringify(request.context));
  const out = path.join(folder, "loop-out");
  return {
    name: "a bare Handlebars loop, same tree",
    command: [process.execPath, "bench/handlebars-loop.mjs", context, templates, out],
    out,
    before: () => rmSync(out, { recursive: true, force: true }),
  };
}

/** The layers as one tree of templates: of two files of one path the later layer's, as msx takes them. */
function templatesOf(request: RenderRequest): TextFile[] {
  const winners = new Map<string, TextFile>();
  for (const layer of request.layers.map((name) => loadLayer(request.root, name))) {
    for (const { source, target, filled: isTemplate } of layer.files) {
      const file = isTemplate ? `${target}.hbs` : target;
      winners.set(filled(target, request), { file, text: readFileSync(source, "utf8") });
    }
  }
  return [...winners.values()];
}

function filled(file: string, { pathHoles = {} }: RenderRequest): string {
  return file.replaceAll(/__(\w+?)__/g, (hole, name: string) => pathHoles[name] ?? hole);
}

/** Every file below a folder, in path order. */
export function filesOf(root: string): TextFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((source) => ({
      file: path.relative(root, source).split(path.sep).join("/"),
      text: readFileSync(source, "utf8"),
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function write(root: string, file: string, text: string): void {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}
