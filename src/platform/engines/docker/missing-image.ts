import type { Reason } from "../../../errors/detail.js";
import type { Workspace } from "../../../workspace/workspace.js";
import { resolveImage } from "../../images.js";
import { neededImages } from "../../needed-images.js";
import type { Resource } from "../../resource.js";
import type { Daemon } from "./connect.js";
import { imageAvailability } from "./image-availability.js";

/** An image without which these resources cannot run on the daemon, and why it cannot be had; undefined when all can. */
export async function missingImage(
  { docker }: Daemon,
  workspace: Workspace,
  resources: readonly Resource[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly image: string; readonly detail: Reason } | undefined> {
  const looks = [...neededImages(resources)]
    .filter(([, replaceable]) => !replaceable)
    .map(async ([key]) => {
      const { reference } = resolveImage(key, workspace, env);
      const found = await imageAvailability(docker, reference);
      return found.state === "missing" ? { image: reference, detail: found.detail } : undefined;
    });
  return (await Promise.all(looks)).find((missing) => missing !== undefined);
}
