import { MsxError } from "../errors/msx-error.js";
import type { Instance } from "../platform/engines/engine.js";
import { missingEssentials } from "../platform/essential.js";
import type { Platform } from "../platform/platform.js";
import { withWorkspaceLock } from "../platform/workspace-lock.js";
import type { Service } from "../workspace/workspace.js";

/** @throws MsxError PLATFORM_DOWN */
export async function assertUp(platform: Platform): Promise<readonly Instance[]> {
  const instances = await platform.engine.observe();
  const missing = missingEssentials(platform, instances);
  if (missing.length === 0) return instances;
  throw new MsxError("PLATFORM_DOWN", { workspace: platform.workspace.name, missing: missing.join(", ") });
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
