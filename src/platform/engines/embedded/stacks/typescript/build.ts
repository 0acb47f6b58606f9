import { cpSync, existsSync, symlinkSync } from "node:fs";
import path from "node:path";
import { installDependencies } from "../../dependency-cache.js";
import { npmScripts } from "../../npm-scripts.js";
import { runCommand } from "../../run-command.js";
import type { BuildStack } from "../service-stack.js";

/** As the image's build stage has them. */
const scripts = ["typecheck", "test", "build"];
/** As the image's last stage has them; what is not there is not needed. */
const kept = ["package.json", "dist", "contracts"];

/** By the service's own npm scripts, on dependencies that are installed once for every lock file. */
export const typescriptBuild: BuildStack = {
  required: ["package.json", "package-lock.json"],

  async build({ folder, work, done, places, onLine, signal }) {
    const { all, production } = await installDependencies(folder, places, onLine, signal);
    link(all, path.join(work, "node_modules"));
    const defined = npmScripts(work);
    for (const script of scripts.filter((one) => defined[one] !== undefined)) {
      await runCommand("npm", ["run", "--silent", script], work, onLine, signal);
    }
    for (const part of kept.filter((one) => existsSync(path.join(work, one)))) {
      cpSync(path.join(work, part), path.join(done, part), { recursive: true });
    }
    link(production, path.join(done, "node_modules"));
  },

  tool: () => Promise.resolve(`node ${process.version}`),
};

/** A junction needs no right of its own on Windows. */
function link(target: string, at: string): void {
  symlinkSync(target, at, "junction");
}
