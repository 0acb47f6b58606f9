import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vitest/config";

const templates = fileURLToPath(new URL("../../templates", import.meta.url));

/** Those that other layers of a service are put upon; a path stands in one of them only. */
const below = ["microservice-typescript", "microservice-postgres-typescript"];

/** Lets a file of one template layer import from the layers below it, as it does in the rendered tree. */
export function templateLayers(): Plugin {
  return {
    name: "template-layers",
    enforce: "pre",
    resolveId(source, importer) {
      if (!source.startsWith(".") || !importer?.startsWith(templates)) return undefined;
      const target = path.resolve(path.dirname(importer), source.replace(/\.js$/, ".ts"));
      if (existsSync(target)) return undefined;
      const [, files, ...rest] = path.relative(templates, target).split(path.sep);
      return below
        .map((layer) => path.join(templates, layer, files ?? "", ...rest))
        .find((candidate) => existsSync(candidate));
    },
  };
}
