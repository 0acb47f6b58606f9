import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { DetailParam } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { readYamlFile } from "../workspace/yaml-file.js";
import { functionSchema } from "./lambda-functions.js";

const text = z.strictObject({ en: z.string().min(1), es: z.string().min(1) });

/** `template.yaml`: what a layer is, and which of the files it concerns belong to msx. */
const layerSchema = z.strictObject({
  name: z.string(),
  description: text,
  /** Globs of files that msx owns and may replace on an update; everything else becomes the user's. */
  managed: z.array(z.string()).default([]),
  /** The functions that a layer of the Lambda form brings along. */
  functions: z.array(functionSchema).default([]),
});

/** One file of a layer, as it lies in the template. */
export interface LayerFile {
  /** Absolute path of the source. */
  readonly source: string;
  /** Slash-separated target path, its `__holes__` not filled yet. */
  readonly target: string;
  /** Whether the content is a Handlebars template; otherwise it is copied byte by byte. */
  readonly filled: boolean;
  readonly executable: boolean;
}

export interface Layer extends z.infer<typeof layerSchema> {
  readonly files: readonly LayerFile[];
  /** Pieces that several of the stack's files share, as absolute paths by the name they are included under. */
  readonly partials: ReadonlyMap<string, string>;
}

/** Left by people who build or test a template where it lies; never part of it. */
const buildLeftovers = new Set(["node_modules", "dist", "bin", "obj", "TestResults"]);

/**
 * Reads a layer's description and lists its tree; contents are read when they are rendered.
 * @throws MsxError TEMPLATE_INVALID
 */
export function loadLayer(root: string, name: string): Layer {
  const folder = path.join(root, name);
  const description = readDescription(folder, name);
  const files = listTree(path.join(folder, "files"), "", name);
  const seen = new Set<string>();
  for (const file of files) {
    if (seen.has(file.target)) throw invalid(name, file.target, "two files render to this path");
    seen.add(file.target);
  }
  return { ...description, files, partials: listPartials(path.join(folder, "partials")) };
}

/** What `partials/<name>.hbs` offers; most layers have none. */
function listPartials(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((file) => file.endsWith(".hbs"));
  return new Map(files.map((file) => [file.slice(0, -".hbs".length), path.join(folder, file)]));
}

function readDescription(folder: string, name: string): z.infer<typeof layerSchema> {
  const file = path.join(folder, "template.yaml");
  try {
    const description = readYamlFile(file, layerSchema);
    if (description.name !== name) throw invalid(name, file, `it calls itself ${description.name}`);
    return description;
  } catch (cause) {
    if (cause instanceof MsxError && cause.code !== "TEMPLATE_INVALID") {
      throw new MsxError("TEMPLATE_INVALID", { template: name, file, detail: detailOf(cause) }, { cause });
    }
    throw cause;
  }
}

function listTree(folder: string, prefix: string, layer: string): LayerFile[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw invalid(layer, folder, (cause as Error).message);
  }
  return entries.flatMap((entry) => {
    const source = path.join(folder, entry.name);
    const target = prefix + entry.name.replace(/^_dot_/, ".");
    if (entry.isDirectory()) {
      return buildLeftovers.has(entry.name) ? [] : listTree(source, `${target}/`, layer);
    }
    if (!entry.isFile()) throw invalid(layer, source, "neither a file nor a folder");
    const filled = target.endsWith(".hbs");
    return [
      {
        source,
        target: filled ? target.slice(0, -".hbs".length) : target,
        filled,
        executable: (statSync(source).mode & 0o100) !== 0,
      },
    ];
  });
}

function invalid(template: string, file: string, detail: DetailParam): MsxError {
  return new MsxError("TEMPLATE_INVALID", { template, file, detail });
}

function detailOf(error: MsxError): DetailParam {
  return error.params.detail ?? error.message;
}
