import { type CiSystem, defaultCi } from "./ci-systems.js";
import { appendRoutes } from "./gateway-routes.js";
import { withManifest } from "./manifest.js";
import type { ServicePlan } from "./plan-service.js";
import { byPath, type PlannedFile, plannedFile } from "./planned-file.js";
import { renderLayers } from "./render-layers.js";

export const routesPath = "gateway/ocelot.json";

/**
 * The tree of a workspace, with services in it when some are given: the same bytes as making the workspace first and
 * then each service.
 * @param root the folder of the template layers
 * @param ci what checks, packs and promotes the services
 * @throws MsxError TEMPLATE_INVALID
 */
export function planWorkspace(
  name: string,
  services: readonly ServicePlan[],
  root: string,
  ci: CiSystem = defaultCi,
): PlannedFile[] {
  const layers = ["workspace", `ci-${ci}-workspace`];
  const rendered = renderLayers({ root, layers, context: { workspace: { name } } });
  const own = withManifest(rendered, layers, { workspace: name, ci });
  return [
    ...own.map((file) => (file.path === routesPath ? withRoutes(file, services) : file)),
    ...services.flatMap(({ service, files }) =>
      files.map((file) => ({ ...file, path: `services/${service.name}/${file.path}` })),
    ),
  ].sort(byPath);
}

function withRoutes(file: PlannedFile, services: readonly ServicePlan[]): PlannedFile {
  // One after the other, so that two services of one path are noticed here too.
  const text = services.reduce(
    (present, { routes }) => (routes.length === 0 ? present : appendRoutes(present, routes, file.path)),
    new TextDecoder().decode(file.bytes),
  );
  return plannedFile({ ...file, bytes: Buffer.from(text) });
}
