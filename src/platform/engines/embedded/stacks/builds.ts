import type { Service } from "../../../../workspace/workspace.js";
import type { BaseImageKey } from "../../engine.js";
import { dotnetBuild } from "./dotnet/build.js";
import type { BuildStack } from "./service-stack.js";
import { typescriptBuild } from "./typescript/build.js";

export const builds: Readonly<Record<Service["stack"], BuildStack>> = {
  typescript: typescriptBuild,
  dotnet: dotnetBuild,
};

/** What this machine has in a base image's place, with its version; undefined where it is not installed. */
export function toolInPlaceOf(base: BaseImageKey): Promise<string | undefined> {
  return (base === "node" ? builds.typescript : builds.dotnet).tool(base);
}
