import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { phrase } from "../../errors/detail.js";
import { packageFolder } from "../../io/package-files.js";
import type { DevStack } from "../dev-stack.js";
import { executable, isRestored } from "./projects.js";

/** The SDK builds what changed beside what runs, and the new process takes over from the one before. */
export const dotnetStack: DevStack = {
  watched: [
    ...["src", "contracts", "service.yaml", "global.json"],
    ...["Directory.Build.props", "Directory.Packages.props", ".editorconfig"],
  ],

  unwatched: ["bin", "obj"],
  canBeInspected: false,

  problem({ folder }) {
    if (!existsSync(path.join(folder, executable))) return phrase("has-no-file", { file: executable });
    return hasSdk() ? undefined : phrase("no-dotnet-sdk");
  },

  isInstalled: ({ folder }) => isRestored(folder),

  install: { command: "dotnet", args: ["restore", path.dirname(executable)] },

  launcher() {
    return { command: process.execPath, args: [path.join(packageFolder(), "dist", "dotnet-launcher.mjs")] };
  },

  // It waits for the word and knows nothing of the sources.
  isStale: () => false,
};

function hasSdk(): boolean {
  try {
    return execFileSync("dotnet", ["--list-sdks"], { cwd: tmpdir(), stdio: "pipe" }).length > 0;
  } catch {
    return false;
  }
}
