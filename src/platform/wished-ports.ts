import type { PortWish, Resource, ResourceContext, ResourceName } from "./resource.js";

type WorkspaceOnly = Pick<ResourceContext, "workspace">;

/** The wanted ports: `platform.ports` of msx.yaml moves the first one. */
export function wishedPorts(resource: Resource, context: WorkspaceOnly): readonly PortWish[] {
  const moved = explicitPort(resource.name, context);
  return resource.ports.map((port, index) =>
    index === 0 && moved !== undefined ? { ...port, host: moved } : port,
  );
}

export function explicitPort(name: ResourceName, { workspace }: WorkspaceOnly): number | undefined {
  return workspace.platform.ports[name];
}
