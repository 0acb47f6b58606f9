import { type DetailParam, mapTexts, phrase, type Reason, reasonOf } from "../errors/detail.js";
import { canaryPercent } from "./canary.js";
import { endpointUrls } from "./endpoint-urls.js";
import { hostEndpoint, type Instance } from "./engines/engine.js";
import { type OutboxLag, outboxLag } from "./outbox-lag.js";
import type { Platform } from "./platform.js";
import type { Resource } from "./resource.js";
import { isServiceReady } from "./service-readiness.js";
import { withDeadline } from "./with-deadline.js";

export type ReportedState = "ready" | "starting" | "failed" | "stopped";

/** @typeParam Words what says why: values, or the text of one language */
export interface ResourceReport<Words = DetailParam> {
  readonly name: string;
  readonly state: ReportedState;
  readonly changed: boolean;
  /** By port name, without secrets: `{amqp: "amqp://127.0.0.1:5672"}`. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly reason?: Words;
}

export interface ServiceReport {
  readonly name: string;
  readonly state: ReportedState;
  readonly version: string | null;
  /** Replicas that run, without those of a canary. */
  readonly replicas: number;
  /** A version that gets a share of the requests beside it. */
  readonly canary: { readonly version: string; readonly percent: number; readonly replicas: number } | null;
  /** Of the first replica that runs, on this machine. */
  readonly url: string | null;
  /** Events that wait to be published; null for a service without an outbox, or when its database does not answer. */
  readonly outbox: OutboxLag | null;
  /** Only of a service that is functions. */
  readonly functions?: readonly {
    readonly name: string;
    readonly alias: string | null;
    readonly version: string | null;
    readonly state: ReportedState;
  }[];
}

/** The shape `up` and `status` answer with. */
export interface PlatformReport<Words = DetailParam> {
  readonly workspace: string;
  readonly engine: string;
  readonly changed: boolean;
  readonly resources: readonly ResourceReport<Words>[];
  readonly services: readonly ServiceReport[];
}

/** How long one look at a resource or service may take. */
const lookMs = 4000;

/** One look at a resource: what the engine says of its container, and one exchange where it runs. */
export async function reportResource(
  platform: Platform,
  resource: Resource,
  instances: readonly Instance[],
  signal: AbortSignal,
): Promise<ResourceReport> {
  const instance = instances.find(({ kind, owner }) => kind === "resource" && owner === resource.name);
  const named = { name: resource.name, changed: false };
  if (!instance) return { ...named, state: "stopped", endpoints: {} };
  const endpoint = hostEndpoint(instance);
  const endpoints = endpointUrls(resource.ports, endpoint);
  if (instance.state !== "running") return { ...named, ...stopped(instance), endpoints };
  try {
    await withDeadline(lookMs, signal, (within) => resource.health(endpoint, platform.context, within));
    return { ...named, state: "ready", endpoints };
  } catch (error) {
    signal.throwIfAborted();
    return {
      ...named,
      state: "starting",
      endpoints,
      reason: mapTexts(reasonOf(error), (text) => platform.state.mask(text)),
    };
  }
}

/** The deployed services, read off their containers. */
export async function reportServices(
  platform: Platform,
  instances: readonly Instance[],
  signal: AbortSignal,
): Promise<ServiceReport[]> {
  const replicas = instances.filter(({ kind }) => kind === "service");
  const names = [...new Set(replicas.map(({ owner }) => owner))].sort();
  return Promise.all(
    names.map(async (name) => {
      const own = replicas.filter(({ owner }) => owner === name);
      const [report, lag] = await Promise.all([
        reportService(platform, name, own, signal),
        outboxLag(platform, instances, name, signal),
      ]);
      return { ...report, outbox: lag ?? null };
    }),
  );
}

async function reportService(
  platform: Platform,
  name: string,
  replicas: readonly Instance[],
  signal: AbortSignal,
): Promise<Omit<ServiceReport, "outbox">> {
  const running = replicas.filter(({ state }) => state === "running");
  const canaries = running.filter((replica) => canaryPercent(replica) !== undefined);
  const stable = running.filter((replica) => !canaries.includes(replica));
  const shown = stable[0] ?? running[0] ?? replicas.at(-1);
  const service = platform.workspace.allServices.find((one) => one.name === name);
  const ready = await Promise.all(running.map((replica) => isServiceReady(service, replica, signal)));
  const port = (stable[0] ?? running[0])?.ports.http;
  return {
    name,
    state: running.length > 0 ? stateOf(ready) : shown ? stopped(shown).state : "stopped",
    version: shown?.version ?? null,
    replicas: stable.length,
    canary: reportCanary(canaries),
    url: port === undefined ? null : `http://127.0.0.1:${port}`,
  };
}

function reportCanary(canaries: readonly Instance[]): ServiceReport["canary"] {
  const [first] = canaries;
  const percent = first && canaryPercent(first);
  if (percent === undefined) return null;
  return { version: first?.version ?? "", percent, replicas: canaries.length };
}

function stateOf(ready: readonly boolean[]): ReportedState {
  return ready.every(Boolean) ? "ready" : "starting";
}

function stopped({ state, exitCode, reason: why }: Instance): { state: ReportedState; reason: Reason } {
  if (state === "stopped") {
    const failed = exitCode !== undefined && exitCode !== 0;
    return { state: failed ? "failed" : "stopped", reason: phrase("exit-code", { code: exitCode ?? 0 }) };
  }
  const reason = why ?? state;
  return { state: state === "paused" || state === "created" ? "stopped" : "failed", reason };
}
