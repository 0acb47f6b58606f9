import type { GatewayRoute } from "../generator/gateway-routes.js";

export interface Created {
  readonly kind: "workspace" | "service" | "gateway" | "migration";
  readonly name: string;
  /** Absolute folder. */
  readonly path: string;
  /** How many files it has, its ownership manifest, where it has one, included. */
  readonly files: number;
  /** The routes it got in `gateway/ocelot.json`. */
  readonly routes: readonly GatewayRoute[];
  /** The files, relative to `path`; only with `--dry-run`. */
  readonly tree?: readonly string[];
}

/** What `msx new …` answers. */
export interface NewResult {
  readonly created: readonly Created[];
  /** The commands to go on with. */
  readonly next: readonly string[];
  readonly dryRun: boolean;
}
