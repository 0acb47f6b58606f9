import { type Detail, phrase } from "../../../errors/detail.js";
import type { Workspace } from "../../../workspace/workspace.js";

/** What every object of a workspace is labelled with. Own is what carries this workspace's id, nothing else. */
export interface Identity {
  readonly workspace: Pick<Workspace, "name" | "folder">;
  readonly id: string;
}

export const label = {
  id: "msx.workspace.id",
  workspace: "msx.workspace",
  folder: "msx.workspace.folder",
  resource: "msx.resource",
  service: "msx.service",
  number: "msx.number",
  version: "msx.version",
  specHash: "msx.spec-hash",
  /** `msx.port.<name>` = `<container port>/<scheme>` */
  port: "msx.port.",
  /** `VARIABLE=name of the secret`, joined by commas: lets a lost state be rebuilt. */
  secretEnv: "msx.secret-env",
  /** On a volume: what wrote its data. */
  dataVersion: "msx.data.version",
  /** `msx.deploy.<key>`: labels that `deploy` wants back. */
  extra: "msx.deploy.",
} as const;

/**
 * The labels all objects share. Those of Docker Compose (docs: "compose-file/labels", compose-go `api/labels.go`) let
 * `docker compose ls`, `docker compose ps` and Docker Desktop group them.
 */
export function sharedLabels({ workspace, id }: Identity): Record<string, string> {
  return {
    [label.id]: id,
    [label.workspace]: workspace.name,
    [label.folder]: workspace.folder,
    "com.docker.compose.project": workspace.name,
  };
}

/** The labels of a container. */
export function containerLabels(
  identity: Identity,
  container: {
    readonly kind: "resource" | "service";
    readonly owner: string;
    readonly number: number;
    readonly specHash: string;
    readonly ports: readonly { name: string; container: number; scheme: string }[];
  },
): Record<string, string> {
  return {
    ...sharedLabels(identity),
    [label[container.kind]]: container.owner,
    [label.number]: String(container.number),
    [label.specHash]: container.specHash,
    ...Object.fromEntries(
      container.ports.map((port) => [`${label.port}${port.name}`, `${port.container}/${port.scheme}`]),
    ),
    "com.docker.compose.service": container.owner,
    "com.docker.compose.container-number": String(container.number),
    "com.docker.compose.oneoff": "False",
    "com.docker.compose.config-hash": container.specHash,
    "com.docker.compose.project.working_dir": identity.workspace.folder,
    "com.docker.compose.project.config_files": `${identity.workspace.folder}/msx.yaml`,
  };
}

/** The filter of the Docker API for everything of a workspace. */
export function ownFilter(id: string): { label: string[] } {
  return { label: [`${label.id}=${id}`] };
}

/** Who an object belongs to, in words, for NAME_CONFLICT. */
export function ownerOf(labels: Readonly<Record<string, string>> | undefined): Detail {
  const folder = labels?.[label.folder];
  if (folder) return phrase("owner-workspace", { folder, id: labels[label.id] ?? "?" });
  const project = labels?.["com.docker.compose.project"];
  if (project) return phrase("owner-compose", { project });
  return phrase("owner-none");
}
