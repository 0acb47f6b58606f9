import { readFileSync } from "node:fs";
import path from "node:path";
import type { Service, Workspace } from "./workspace.js";

/**
 * The path clients use at the gateway, when the workspace's route file leads to the service. The file is the user's:
 * a service that is in no route is deployed and simply not reached from outside.
 */
export function gatewayPath(workspace: Pick<Workspace, "folder">, service: Service): string | undefined {
  let routes: string;
  try {
    routes = readFileSync(path.join(workspace.folder, "gateway", "ocelot.json"), "utf8");
  } catch {
    return undefined;
  }
  // A name holds letters, digits and hyphens only, so it is safe inside the pattern.
  const routed = new RegExp(`"ServiceName"\\s*:\\s*"${service.name}"`).test(routes);
  return routed ? service.http?.gatewayPath : undefined;
}
