import type Docker from "dockerode";
import { phrase } from "../../../errors/detail.js";
import type { WorkspaceState } from "../../../workspace/state.js";
import type { Workspace } from "../../../workspace/workspace.js";
import { whileDoing } from "./docker-failure.js";
import { toInstance } from "./instances.js";
import { label } from "./labels.js";

/**
 * What can be read of a lost state off what this folder's workspace left on the daemon: its id from any labelled
 * object, secrets from the environment of its containers, chosen ports from their bindings. Undefined when there is
 * nothing of it.
 * @throws MsxError DOCKER_FAILED, ENGINE_LOST
 */
export function recoverState(
  docker: Docker,
  workspace: Pick<Workspace, "name" | "folder">,
): Promise<WorkspaceState | undefined> {
  return whileDoing(phrase("doing-look-left"), () => lookForRemains(docker, workspace));
}

async function lookForRemains(
  docker: Docker,
  workspace: Pick<Workspace, "name" | "folder">,
): Promise<WorkspaceState | undefined> {
  const filters = { label: [`${label.folder}=${workspace.folder}`, `${label.workspace}=${workspace.name}`] };
  const [containers, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }),
  ]);
  const labelled = [...containers, ...(volumes.Volumes ?? [])].find(({ Labels }) => Labels?.[label.id]);
  const id = labelled?.Labels?.[label.id];
  if (!id) return undefined;
  const state: WorkspaceState = { id, secrets: {}, ports: {} };
  for (const { Id } of containers) {
    const info = await docker.getContainer(Id).inspect();
    if (info.Config.Labels[label.id] !== id) continue;
    Object.assign(state.secrets, secretsOf(info));
    const instance = toInstance(info);
    if (!instance) continue;
    const key = instance.number === 1 ? instance.owner : `${instance.owner}-${instance.number}`;
    for (const [name, port] of Object.entries(instance.ports)) state.ports[`${key}.${name}`] = port;
  }
  return state;
}

function secretsOf({ Config }: Docker.ContainerInspectInfo): Record<string, string> {
  const env = new Map(
    Config.Env.map((entry) => [entry.split("=", 1)[0] ?? "", entry.slice(entry.indexOf("=") + 1)]),
  );
  const named = (Config.Labels[label.secretEnv] ?? "").split(",").flatMap((pair) => {
    const [variable = "", secret = ""] = pair.split("=");
    const value = env.get(variable);
    return secret && value !== undefined ? [[secret, value]] : [];
  });
  const service = Config.Labels[label.service];
  const database = env.get("DATABASE_URL");
  if (service !== undefined && database !== undefined && URL.canParse(database)) {
    // As the postgres resource names the secret of a service's role.
    named.push([`postgres.${service}`, decodeURIComponent(new URL(database).password)]);
  }
  return Object.fromEntries(named) as Record<string, string>;
}
