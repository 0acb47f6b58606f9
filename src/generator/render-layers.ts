import { readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { MsxError } from "../errors/msx-error.js";
import { packageVersion } from "../io/package-files.js";
import { globMatcher } from "./glob.js";
import { type Layer, type LayerFile, loadLayer } from "./layer.js";
import { byPath, type PlannedFile, plannedFile } from "./planned-file.js";

export interface RenderRequest {
  /** The folder that holds one folder a layer. */
  readonly root: string;
  /** In order: a later layer adds files, or replaces them whole. */
  readonly layers: readonly string[];
  /** What templates may name, beside `msx.version`; a name that is not there is an error, never an empty text. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Values of `__name__` holes in paths. */
  readonly pathHoles?: Readonly<Record<string, string>>;
}

/**
 * Renders a stack of layers into files, in path order: the same input gives the same bytes. A file is managed when
 * any layer of the stack claims its path, since a later layer replaces a content and not who owns it.
 * @throws MsxError TEMPLATE_INVALID naming the layer and the file.
 */
export function renderLayers(request: RenderRequest): PlannedFile[] {
  const layers = request.layers.map((name) => loadLayer(request.root, name));
  const handlebars = handlebarsOf(layers);
  const context = { msx: { version: packageVersion() }, ...request.context };
  const isManaged = globMatcher(layers.flatMap((layer) => layer.managed));
  const winners = new Map<string, { layer: Layer; file: LayerFile }>();
  for (const layer of layers) {
    for (const file of layer.files) {
      winners.set(fillPath(file.target, layer, request.pathHoles ?? {}), { layer, file });
    }
  }
  return [...winners]
    .map(([path, { layer, file }]) =>
      plannedFile({
        path,
        bytes: file.filled ? fillContent(handlebars, file, layer, context) : readFileSync(file.source),
        executable: file.executable,
        owner: isManaged(path) ? "managed" : "sample",
      }),
    )
    .sort(byPath);
}

function fillPath(target: string, layer: Layer, holes: Readonly<Record<string, string>>): string {
  const path = target.replace(/__((?:entity|addition|service)[A-Za-z]*)__/g, (_hole, name: string) => {
    const value = holes[name];
    if (value === undefined) throw invalid(layer, target, `no value for __${name}__`);
    return value;
  });
  if (!staysInside(path)) throw invalid(layer, target, "the path leaves the target");
  return path;
}

/** Whether a slash-separated path stays below the folder it is relative to, on every operating system. */
export function staysInside(path: string): boolean {
  return (
    path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..") &&
    !/[\\:\0]/.test(path)
  );
}

/** An engine that knows the partials of the stack; a later layer's replaces an earlier one's. */
function handlebarsOf(layers: readonly Layer[]): typeof Handlebars {
  const handlebars = Handlebars.create();
  for (const { partials } of layers) {
    for (const [name, file] of partials) handlebars.registerPartial(name, readFileSync(file, "utf8"));
  }
  return handlebars;
}

function fillContent(
  handlebars: typeof Handlebars,
  file: LayerFile,
  layer: Layer,
  context: Readonly<Record<string, unknown>>,
): Uint8Array {
  try {
    const template = handlebars.compile(readFileSync(file.source, "utf8"), {
      strict: true,
      noEscape: true,
      knownHelpersOnly: true,
    });
    return Buffer.from(template(context), "utf8");
  } catch (cause) {
    throw invalid(layer, file.source, (cause as Error).message, cause);
  }
}

function invalid(layer: Layer, file: string, detail: string, cause?: unknown): MsxError {
  return new MsxError("TEMPLATE_INVALID", { template: layer.name, file, detail }, { cause });
}
