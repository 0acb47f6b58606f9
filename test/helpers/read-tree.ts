import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";

/** Every file below a folder, by slash-separated path in order: `x` in front when executable, `l` of a link, else `-`; then its bytes. */
export function readTree(folder: string): Map<string, string> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    files.map((file) => {
      const name = path.relative(folder, file).split(path.sep).join("/");
      const found = lstatSync(file);
      if (found.isSymbolicLink()) return [name, `l${readlinkSync(file)}`];
      return [name, `${found.mode & 0o100 ? "x" : "-"}${readFileSync(file, "latin1")}`];
    }),
  );
}
