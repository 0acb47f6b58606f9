import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { apiFunctionOf, withFunction } from "../deploy/targets/lambda/gateway-route.js";
import type { DeploymentRecord } from "../deploy/targets/lambda/record.js";
import { appendRoutes, gatewayRoute } from "../generator/gateway-routes.js";
import type { Platform } from "../platform/platform.js";
import { writeFileAtomically } from "../workspace/atomic-file.js";
import { gatewayPath } from "../workspace/gateway-path.js";
import type { Service } from "../workspace/workspace.js";

/**
 * Lets the gateway lead to the functions that answer APIs: the service's route in `gateway/ocelot.json` names its function, and one that
 * has no route gets it. Answers whether the file was changed.
 */
export async function routeToFunctions(
  { workspace, engine, resources }: Platform,
  deployed: readonly { readonly service: Service; readonly record: DeploymentRecord }[],
): Promise<boolean> {
  const file = path.join(workspace.folder, "gateway", "ocelot.json");
  if (!existsSync(file)) return false;
  const before = readFileSync(file, "utf8");
  let text = before;
  for (const { service, record } of deployed) {
    const api = apiFunctionOf(record.stack);
    if (api === undefined) continue;
    const { http, name } = service;
    if (gatewayPath(workspace, service) === undefined && http?.gatewayPath !== undefined) {
      const { basePath, gatewayPath: at } = http;
      text = appendRoutes(text, [gatewayRoute({ name, basePath, gatewayPath: at })], file);
    }
    text = withFunction(text, name, api);
  }
  if (text === before) return false;
  writeFileAtomically(file, text, 0o644);
  const gateway = resources.find(({ name }) => name === "gateway");
  const running = (await engine.observe()).some(
    ({ owner, state }) => owner === "gateway" && state === "running",
  );
  if (gateway && running) await engine.syncFiles(gateway);
  return true;
}
