import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

let found: string | undefined;

/** The program of the Node runtimes: beside this code in the sources, beside the bundles in `dist`. */
export function nodeRuntimeProgram(): string {
  found ??= lookUpwards(path.dirname(fileURLToPath(import.meta.url)));
  return found;
}

function lookUpwards(folder: string): string {
  const program = path.join(folder, "lambda-runtime", "main.cjs");
  if (existsSync(program)) return program;
  const above = path.dirname(folder);
  if (above === folder) throw new Error("lambda-runtime/main.cjs is missing from this installation");
  return lookUpwards(above);
}
