import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder msx itself is installed in (the one whose package.json carries its name): from a source file as from a
 * bundled chunk.
 */
export function packageFolder(from = fileURLToPath(import.meta.url)): string {
  for (let folder = path.dirname(from); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    if (existsSync(manifest) && readFileSync(manifest, "utf8").includes('"@msx-platform/cli"')) return folder;
    if (folder === path.dirname(folder)) throw new Error(`no msx package above ${from}`);
  }
}

/** The version of msx itself, as its package.json has it. */
export function packageVersion(): string {
  const text = readFileSync(path.join(packageFolder(), "package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
