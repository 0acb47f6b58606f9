import { withManifest } from "./manifest.js";
import type { PlannedFile } from "./planned-file.js";
import { renderLayers } from "./render-layers.js";
import { stackContext, stackLayers } from "./stacks.js";

/** What a .NET team's gateway is made of. */
export const gatewayKinds = ["yarp", "ocelot"] as const;
export type GatewayKind = (typeof gatewayKinds)[number];

/** Everything a gateway's tree depends on. */
export interface GatewayAnswers {
  readonly workspace: string;
  readonly kind: GatewayKind;
}

/** Where a gateway's tree stands, relative to the workspace: beside the route file that it reads. */
export function gatewayFolder(kind: GatewayKind): string {
  return `gateway/${kind}`;
}

/**
 * The tree of a .NET gateway with its ownership manifest: pure data, nothing is written.
 * @param root the folder of the template layers
 * @throws MsxError TEMPLATE_INVALID
 */
export function planGateway({ workspace, kind }: GatewayAnswers, root: string): readonly PlannedFile[] {
  const layers = [...stackLayers("dotnet"), "gateway-dotnet", `gateway-${kind}-dotnet`];
  const context = { workspace: { name: workspace }, stack: stackContext({ stack: "dotnet" }) };
  const rendered = renderLayers({ root, layers, context });
  return withManifest(rendered, layers, { workspace, gateway: kind, stack: "dotnet" });
}
