import { existsSync } from "node:fs";
import path from "node:path";
import { dotnetLaunch } from "./dotnet/launch.js";
import type { LaunchStack } from "./service-stack.js";
import { typescriptLaunch } from "./typescript/launch.js";

const launches: readonly LaunchStack[] = [typescriptLaunch, dotnetLaunch];

/** How what was built into a folder is run. @throws Error when nothing in it can be */
export function launchOf(folder: string): LaunchStack {
  const found = launches.find(({ program }) => existsSync(path.join(folder, program)));
  if (found) return found;
  const programs = launches.map(({ program }) => program).join(" nor ");
  throw new Error(`there is nothing to run: neither ${programs}`);
}
