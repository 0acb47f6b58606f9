import type { Target } from "../../deploy/target.js";
import type { Io } from "../../io/io.js";
import { Faults } from "../../platform/faults/faults.js";
import type { Platform } from "../../platform/platform.js";
import type { Service } from "../../workspace/workspace.js";
import { Random } from "./contract/random.js";
import type { Experiment } from "./experiment.js";
import { Lab } from "./lab.js";
import { assertLocal } from "./local-only.js";
import { assertDeployed, type LiveResult, runExperiments } from "./run-experiments.js";
import { Stimuli } from "./stimuli.js";
import { openSubject } from "./subject.js";

export interface LiveAudit {
  readonly platform: Platform;
  /** The services that are tried. */
  readonly services: readonly Service[];
  readonly experiments: readonly Experiment[];
  /** Starts more replicas. */
  readonly target: Target;
  /** Of what is made up; the same makes the same requests. */
  readonly seed: number;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/**
 * Proves by experiment what deployed services do when things go wrong, and mends what it broke.
 * @throws MsxError LIVE_NOT_LOCAL, LIVE_NOT_DEPLOYED before anything is touched; the signal's reason; what could not be mended
 */
export async function auditLive(audit: LiveAudit): Promise<readonly LiveResult[]> {
  const { platform, services, experiments, target, seed, io, signal } = audit;
  assertLocal(platform, services);
  const subjects = platform.workspace.allServices.map(openSubject);
  const chosen = subjects.filter(({ service }) => services.includes(service));
  const random = new Random(seed);
  const lab = new Lab({ platform, target, subjects, random, io, signal, faults: new Faults(platform) });
  await assertDeployed(chosen, lab);
  io.emit({ type: "note", level: "info", code: "audit.live.preparing", params: { seed } });
  await new Stimuli(subjects, (subject, planned) => lab.ask(subject, planned), random).prepare();
  return runExperiments(experiments, chosen, lab);
}
