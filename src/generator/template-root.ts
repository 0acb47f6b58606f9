import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { MsxError } from "../errors/msx-error.js";

/**
 * The `templates` folder of the package this code belongs to: found by walking up, so that it is the same from the
 * source, from the bundle and from a global installation.
 * @throws MsxError TEMPLATE_INVALID when the package was installed without its templates.
 */
export function templateRoot(from: string = fileURLToPath(import.meta.url)): string {
  for (let folder = path.dirname(from); ; folder = path.dirname(folder)) {
    const templates = path.join(folder, "templates");
    if (existsSync(path.join(folder, "package.json")) && existsSync(templates)) return templates;
    if (folder === path.dirname(folder)) {
      throw new MsxError("TEMPLATE_INVALID", { template: "-", file: from, detail: "no templates folder" });
    }
  }
}
