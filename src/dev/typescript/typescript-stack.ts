import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { phrase } from "../../errors/detail.js";
import { packageFolder } from "../../io/package-files.js";
import type { DevStack } from "../dev-stack.js";
import { isInstalled } from "./installed-packages.js";

/** Node with the service's own tsx: no build, and breakpoints lie in the .ts files. */
export const typescriptStack: DevStack = {
  watched: ["src", "contracts", "package.json", "service.yaml", "tsconfig.json"],

  unwatched: [],
  canBeInspected: true,

  problem({ folder }) {
    if (!existsSync(path.join(folder, "src", "main.ts")))
      return phrase("has-no-file", { file: "src/main.ts" });
    if (!existsSync(path.join(folder, "package-lock.json")))
      return phrase("has-no-file", { file: "package-lock.json" });
    return undefined;
  },

  isInstalled: ({ folder }) => isInstalled(folder),

  install: { command: "npm", args: ["ci", "--no-audit", "--no-fund"] },

  launcher() {
    const file = pathToFileURL(path.join(packageFolder(), "dist", "dev-launcher.mjs")).href;
    // As a text that lies in the service's folder, so that its `import` finds the service's packages.
    const program = `await (await import(${JSON.stringify(file)})).launch((name) => import(name))`;
    const flags = ["--enable-source-maps", "--import", "tsx", "--input-type=module"];
    return { command: process.execPath, args: [...flags, "--eval", program] };
  },

  isStale: (files) => files.some((file) => /^(package\.json|tsconfig\.json|src\/chassis\/.*)$/.test(file)),
};
