import { readdirSync } from "node:fs";
import { type Detail, joined, phrase, type Reason } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import type { MessageCode } from "../../messages/catalogue.js";
import type { MessageParams } from "../../messages/text.js";
import { readState } from "../../workspace/state.js";
import type { Workspace } from "../../workspace/workspace.js";
import { awsProvider } from "../images.js";
import type { Resource } from "../resource.js";
import type { Daemon } from "./docker/connect.js";
import { placesOf } from "./embedded/places.js";
import { liveSupervisor } from "./embedded/supervisor-record.js";
import type { EngineName, ProbeAttempt } from "./engine.js";

/** Why it is this engine and not the other. */
export interface Why {
  readonly code: MessageCode;
  readonly params: MessageParams;
}

export type ChosenEngine =
  | { readonly name: "docker"; readonly daemon: Daemon }
  | { readonly name: "embedded"; readonly why?: Why };

export interface EngineQuestion {
  readonly wanted: EngineName | "auto";
  readonly workspace: Workspace;
  /** The enabled ones. */
  readonly resources: readonly Resource[];
  readonly env: NodeJS.ProcessEnv;
  /** Whether something is to be started on it, so that its images have to be had. */
  readonly starts: boolean;
}

/**
 * The engine of a workspace. `auto` stays on the one it runs on, or has its data on; else it takes Docker when a daemon
 * answers and its images can be had, and the embedded one otherwise.
 * @throws MsxError ENGINE_UNAVAILABLE listing every place where a daemon was looked for and what it answered; ENGINE_IN_USE when
 *   the workspace runs on another engine than the one that is asked for
 */
export async function chooseEngine(question: EngineQuestion): Promise<ChosenEngine> {
  const { wanted, workspace, resources, env, starts } = question;
  const used = usedEngine(workspace);
  if (wanted === "embedded") {
    if (used.name === "docker" && starts) await assertNotOnDocker(question);
    return { name: "embedded" };
  }
  if (wanted === "docker") {
    if (used.runs) throw inUse(workspace, "embedded", "docker");
    return requireDaemon(env);
  }
  if (used.name === "embedded") {
    return { name: "embedded", why: { code: used.runs ? "engine.why.runs" : "engine.why.data", params: {} } };
  }
  if (used.name === "docker") return requireDaemon(env);
  const { daemon, attempts } = await connectToDocker(env);
  if (!daemon) {
    return {
      name: "embedded",
      why: { code: "engine.why.no-daemon", params: { attempts: joined(told(attempts)) } },
    };
  }
  if (starts && awsProvider(workspace, env) === "embedded" && resources.some(({ name }) => name === "aws")) {
    return { name: "embedded", why: { code: "engine.why.provider", params: {} } };
  }
  const missing = starts ? await lookForMissingImage(daemon, workspace, resources, env) : undefined;
  if (missing) return { name: "embedded", why: { code: "engine.why.no-image", params: missing } };
  return { name: "docker", daemon };
}

/** The engine that the last `up` was for, until `down`; where data lies, also after that. */
function usedEngine({ folder }: Workspace): { name: EngineName | undefined; runs: boolean } {
  const places = placesOf(folder);
  if (liveSupervisor(places.record)) return { name: "embedded", runs: true };
  const recorded = readState(folder).state?.engine;
  return { name: recorded ?? (hasEntries(places.data) ? "embedded" : undefined), runs: false };
}

async function requireDaemon(env: NodeJS.ProcessEnv): Promise<ChosenEngine> {
  const { daemon, attempts } = await connectToDocker(env);
  if (daemon) return { name: "docker", daemon };
  throw new MsxError("ENGINE_UNAVAILABLE", { engine: "docker", attempts: told(attempts) });
}

/** A daemon that does not answer runs nothing either, as far as anybody can tell. */
async function assertNotOnDocker({ workspace, env }: EngineQuestion): Promise<void> {
  const { daemon } = await connectToDocker(env);
  const id = readState(workspace.folder).state?.id;
  if (!daemon || id === undefined) return;
  const { listInstances } = await import("./docker/instances.js");
  const instances = await listInstances(daemon.docker, id);
  if (instances.some(({ state }) => state === "running")) throw inUse(workspace, "docker", "embedded");
}

function inUse({ name }: Workspace, used: EngineName, wanted: EngineName): MsxError {
  return new MsxError("ENGINE_IN_USE", { workspace: name, used, wanted });
}

/** Loaded when it is needed: Docker's client is most of what a command loads. */
async function connectToDocker(
  env: NodeJS.ProcessEnv,
): Promise<{ daemon?: Daemon; attempts: readonly ProbeAttempt[] }> {
  return (await import("./docker/connect.js")).connect(env);
}

async function lookForMissingImage(
  ...asked: [Daemon, Workspace, readonly Resource[], NodeJS.ProcessEnv]
): Promise<{ image: string; detail: Reason } | undefined> {
  return (await import("./docker/missing-image.js")).missingImage(...asked);
}

function told(attempts: readonly ProbeAttempt[]): readonly Detail[] {
  return attempts.map(({ where, answer }) => phrase("of", { what: where, reason: answer }));
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
