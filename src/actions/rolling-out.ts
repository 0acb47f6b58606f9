import { MsxError } from "../errors/msx-error.js";
import type { Instance } from "../platform/engines/engine.js";
import type { Platform } from "../platform/platform.js";
import type { ResourceName } from "../platform/resource.js";
import { withWorkspaceLock } from "../platform/workspace-lock.js";
import type { Service } from "../workspace/workspace.js";

/** Without these no service of the workspace works; the others (`aws`, `tracing`) are missed only by who uses them. */
const essential: readonly ResourceName[] = ["postgres", "rabbitmq", "consul", "gateway"];

/** @throws MsxError PLATFORM_DOWN */
export async function assertUp({ engine, resources, workspace }: Platform): Promise<readonly Instance[]> {
  const instances = await engine.observe();
  const running = instances.filter(({ kind, state }) => kind === "resource" && state === "running");
  const missing = resources
    .map(({ name }) => name)
    .filter((name) => essential.includes(name) && !running.some(({ owner }) => owner === name));
  if (missing.length === 0) return instances;
  throw new MsxError("PLATFORM_DOWN", { workspace: workspace.name, missing: missing.join(", ") });
}

/**
 * Does what changes running services, while no other msx changes this workspace.
 * @throws MsxError WORKSPACE_BUSY; INTERRUPTED, with what runs, when the signal ended the work
 */
export function rollingOut<Result>(
  command: string,
  platform: Platform,
  services: readonly Service[],
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  return withWorkspaceLock(platform.workspace, command, async () => {
    try {
      return await work();
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new MsxError("INTERRUPTED", { left: await whatRuns(platform, services) }, { cause: error });
    }
  });
}

async function whatRuns({ engine }: Platform, services: readonly Service[]): Promise<string> {
  const names = services.map(({ name }) => name);
  const instances = await engine.observe().catch(() => undefined);
  if (!instances) return "?";
  const running = instances.filter(({ owner, state }) => names.includes(owner) && state === "running");
  return running.map(({ name, version }) => `${name} ${version ?? ""}`.trim()).join(", ") || "-";
}
