import { randomInt } from "node:crypto";
import { auditLive as proveLive } from "../audit/live/audit-live.js";
import type { Experiment } from "../audit/live/experiment.js";
import { experiments } from "../audit/live/experiments/index.js";
import { liveRules } from "../audit/live/live-rules.js";
import { openLocalTarget } from "../deploy/targets/index.js";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { openPlatform } from "../platform/platform.js";
import { withWorkspaceLock } from "../platform/workspace-lock.js";
import { loadWorkspace, selectServices } from "../workspace/workspace.js";
import { type AuditReportOptions, type AuditReportResult, auditReport } from "./audit-outputs.js";
import type { ActionContext } from "./context.js";
import { assertUp } from "./rolling-out.js";
import { whatIsLeft } from "./what-is-left.js";

export interface AuditLiveOptions extends Omit<AuditReportOptions, "path" | "services" | "moreRules"> {
  /** All of the workspace when empty. */
  readonly services: readonly string[];
  /** Ids; every one when empty. */
  readonly experiments: readonly string[];
  /** Of what is made up for requests; another one each time without it. */
  readonly seed?: number | undefined;
}

/** For a replica that is started for an experiment, from its start until it is reached. */
const startMs = 120_000;

/**
 * Audits services of the workspace around `cwd`, and proves on its running platform what they do when things go wrong. What is
 * broken for that is mended, also when it is interrupted; after a crash the next command does.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_SERVICE, USAGE, ENGINE_UNAVAILABLE, PLATFORM_DOWN, WORKSPACE_BUSY, LIVE_NOT_LOCAL,
 *   LIVE_NOT_DEPLOYED, INTERRUPTED, and as `auditReport`; RESOURCE_FAILED and the like when something could not be mended
 */
export async function auditLive(
  options: AuditLiveOptions,
  context: ActionContext,
): Promise<AuditReportResult> {
  const { cwd, env, io, signal } = context;
  const chosen = chooseExperiments(options.experiments);
  const workspace = loadWorkspace(cwd);
  const services = selectServices(workspace, options.services);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  await assertUp(platform);
  const target = openLocalTarget(platform, { env, timeoutMs: startMs });
  const seed = options.seed ?? randomInt(0, 2 ** 31);
  const results = await withWorkspaceLock(workspace, "audit checklist --live", async () => {
    try {
      return await proveLive({ platform, services, experiments: chosen, target, seed, io, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new MsxError("INTERRUPTED", { left: await whatIsLeft(platform) }, { cause: error });
    }
  });
  const names = services.map(({ name }) => name);
  return auditReport(
    { ...options, path: workspace.folder, services: names, moreRules: liveRules(results) },
    context,
  );
}

function chooseExperiments(ids: readonly string[]): readonly Experiment[] {
  const known = experiments.map(({ id }) => id);
  const stranger = ids.find((id) => !known.includes(id));
  if (stranger !== undefined) {
    const detail = phrase("not-one-of", { given: `--experiment ${stranger}`, known: known.join(", ") });
    throw new MsxError("USAGE", { detail, command: "audit checklist" });
  }
  return ids.length === 0 ? experiments : experiments.filter(({ id }) => ids.includes(id));
}
