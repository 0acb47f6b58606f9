import { cpSync, existsSync } from "node:fs";
import path from "node:path";
import { buildsAlone, onNewerRuntime } from "../../../../dotnet-environment.js";
import { aspnetRuntimes, dotnetSdks } from "../../../../dotnet-sdk.js";
import { runCommand } from "../../run-command.js";
import type { BuildStack } from "../service-stack.js";

const unitTests = "tests/UnitTests";
const executable = "src/Adapters";

/** By the SDK of this machine. Packages are shared by all projects of a user already: NuGet keeps them in the user's own folder. */
export const dotnetBuild: BuildStack = {
  required: [`${executable}/Adapters.csproj`],

  async build({ work, done, onLine, signal }) {
    const dotnet = (...args: string[]): Promise<void> =>
      runCommand("dotnet", [...args, "--configuration", "Release"], work, onLine, signal, {
        ...buildsAlone,
        ...onNewerRuntime,
      });
    if (existsSync(path.join(work, unitTests))) await dotnet("test", unitTests, "--nologo");
    await dotnet("publish", executable, "--nologo", "--output", done, "-p:UseAppHost=false");
    const contracts = path.join(work, "contracts");
    if (existsSync(contracts)) cpSync(contracts, path.join(done, "contracts"), { recursive: true });
  },

  async tool(base) {
    const versions = await (base === "dotnet-sdk" ? dotnetSdks() : aspnetRuntimes());
    return versions.length === 0 ? undefined : `${base} ${versions.join(", ")}`;
  },
};
