import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { NotMeasured } from "./not-measured.js";

/**
 * Installs what a bench is measured against, once: the dependencies of the package.json of a folder, by its lock file.
 * They are apart from msx's own, so that only who measures downloads them. @throws NotMeasured when npm cannot
 */
export function installPeers(folder: string): void {
  const { dependencies } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    dependencies: Readonly<Record<string, string>>;
  };
  const names = Object.keys(dependencies);
  if (names.every((name) => existsSync(path.join(folder, "node_modules", name)))) return;
  const command = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
  const { status, stderr } = spawnSync("npm", command, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new NotMeasured(`npm cannot install ${names.join(", ")}: ${stderr.trim()}`);
}
