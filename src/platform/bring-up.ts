import { mapTexts, phrase, reasonOf } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import type { Io } from "../io/io.js";
import { isDiskFull } from "../workspace/write-failure.js";
import { endpointUrls } from "./endpoint-urls.js";
import type { Reporter, ResourceStep } from "./engines/engine.js";
import { runGraph } from "./graph.js";
import type { Platform } from "./platform.js";
import type { Endpoint, Resource, ResourceName } from "./resource.js";
import { waitHealthy } from "./wait-healthy.js";

export interface BringUpOptions {
  /** For each resource's wait, from its start on. */
  readonly timeoutMs: number;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** How it ended for one resource. */
export interface Verdict {
  readonly name: ResourceName;
  readonly changed: boolean;
  readonly endpoint?: Endpoint;
  /** Set when it is not ready. */
  readonly error?: MsxError;
}

/** What already ran gets this long to answer before it is made again. */
const secondChanceMs = 30_000;
const logLines = 50;

/**
 * Brings resources to ready, in parallel as far as they do not depend on each other: what runs and is healthy is left
 * alone, the rest is mended or made. One verdict a resource; a failed one does not stop the others.
 * @throws MsxError NAME_CONFLICT and the like before anything is changed; the signal's reason
 */
export async function bringUp(
  platform: Platform,
  resources: readonly Resource[],
  options: BringUpOptions,
): Promise<readonly Verdict[]> {
  const { io, signal } = options;
  const steps = await platform.engine.plan(resources);
  io.emit({
    type: "plan",
    tasks: steps.map((step) => ({
      id: step.resource.name,
      code: step.action === "keep" ? "platform.task.check" : "platform.task.start",
      params: { resource: step.resource.name },
    })),
  });
  await platform.engine.prepare(signal);
  return runGraph<ResourceName, Verdict>(resources, (name, dependencies) => {
    const step = steps.find(({ resource }) => resource.name === name);
    if (!step) throw new Error(`no step for ${name}`);
    const missing = dependencies.find(({ error }) => error !== undefined);
    return missing ? Promise.resolve(skip(step, missing, io)) : carryOut(platform, step, options);
  });
}

function skip({ resource }: ResourceStep, missing: Verdict, io: Io): Verdict {
  const params = {
    resource: resource.name,
    detail: phrase("is-not-ready", { name: missing.name }),
    logs: "-",
  };
  const code = "platform.done.skipped";
  io.emit({ type: "task", id: resource.name, state: "skipped", code, params: { missing: missing.name } });
  return { name: resource.name, changed: false, error: new MsxError("RESOURCE_FAILED", params) };
}

async function carryOut(platform: Platform, step: ResourceStep, options: BringUpOptions): Promise<Verdict> {
  const { io, signal } = options;
  const { name } = step.resource;
  const report = reporter(io, name);
  const startedAt = performance.now();
  io.emit({ type: "task", id: name, state: "started" });
  if (step.why) report.progress(step.why, {});
  try {
    const { changed, endpoint } = await untilReady(platform, step, options, report);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const where = Object.values(endpointUrls(step.resource.ports, endpoint)).join(" ");
    const code = changed ? "platform.done.ready" : "platform.done.unchanged";
    io.emit({ type: "task", id: name, state: "succeeded", code, params: { seconds, where } });
    return { name, changed, endpoint };
  } catch (cause) {
    signal.throwIfAborted();
    const error = await failure(platform, step, cause);
    // Where the engine is gone, so is the way to tidy up: the next run does.
    if (error.code !== "ENGINE_LOST") await platform.engine.discard(step);
    const detail = error.params.detail ?? error.code;
    io.emit({ type: "task", id: name, state: "failed", code: "platform.done.failed", params: { detail } });
    return { name, changed: false, error };
  }
}

/** Applies the step and waits; what was not made anew and does not get healthy is made anew once. */
async function untilReady(
  platform: Platform,
  step: ResourceStep,
  options: BringUpOptions,
  report: Reporter,
): Promise<{ changed: boolean; endpoint: Endpoint }> {
  const made = step.action === "create" || step.action === "recreate";
  const timeoutMs = made ? options.timeoutMs : Math.min(options.timeoutMs, secondChanceMs);
  try {
    return await applyAndWait(platform, step, { ...options, timeoutMs }, report);
  } catch (error) {
    options.signal.throwIfAborted();
    if (made || error instanceof MsxError) throw error;
    report.note("platform.note.unhealthy", { resource: step.resource.name, detail: reasonOf(error) });
    const again: ResourceStep = { ...step, action: "recreate", why: "platform.why.unhealthy" };
    return applyAndWait(platform, again, options, report);
  }
}

async function applyAndWait(
  { engine, context }: Platform,
  step: ResourceStep,
  { timeoutMs, signal }: BringUpOptions,
  report: Reporter,
): Promise<{ changed: boolean; endpoint: Endpoint }> {
  const { resource } = step;
  const applied = await engine.apply(step, report, signal);
  const { endpoint } = applied;
  report.progress("platform.step.wait", {});
  await waitHealthy({
    check: (within) => resource.health(endpoint, context, within),
    ended: () => engine.ended(resource.name),
    timeoutMs,
    signal,
  });
  report.progress("platform.step.prepare", {});
  const prepared = (await resource.prepare?.(endpoint, context, signal)) ?? false;
  await engine.settle(resource.name);
  return { changed: applied.changed || prepared, endpoint };
}

async function failure({ engine, state }: Platform, step: ResourceStep, cause: unknown): Promise<MsxError> {
  if (cause instanceof MsxError) return cause;
  const { name } = step.resource;
  const lines = await engine.tail(name, logLines).catch(() => []);
  const logs = state.mask(lines.join("\n")) || "-";
  const full = lines.findLast(isDiskFull);
  if (full !== undefined) {
    return new MsxError("DISK_FULL", { where: name, detail: state.mask(full), logs }, { cause });
  }
  return new MsxError(
    "RESOURCE_FAILED",
    { resource: name, detail: mapTexts(reasonOf(cause), (text) => state.mask(text)), logs },
    { cause },
  );
}

function reporter(io: Io, id: string): Reporter {
  return {
    progress: (code, params = {}) => io.emit({ type: "task", id, state: "progress", code, params }),
    note: (code, params = {}) => io.emit({ type: "note", level: "warn", code, params }),
  };
}
