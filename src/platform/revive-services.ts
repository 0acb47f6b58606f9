import { setTimeout as delay } from "node:timers/promises";
import { phrase, ReasonError, reasonOf } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import type { Io } from "../io/io.js";
import type { Instance } from "./engines/engine.js";
import type { Platform } from "./platform.js";
import { isServiceReady } from "./service-readiness.js";

export interface RevivedService {
  readonly name: string;
  readonly error?: MsxError;
}

/**
 * Starts deployed services that were stopped, paused or cut off, and waits until they are ready. Names those that had
 * to be started, with what went wrong where something did.
 * @param instances as they are now
 */
export async function reviveServices(
  platform: Platform,
  instances: readonly Instance[],
  options: { readonly timeoutMs: number; readonly io: Io; readonly signal: AbortSignal },
): Promise<readonly RevivedService[]> {
  const services = instances.filter(({ kind }) => kind === "service");
  const revived = await Promise.all(services.map((instance) => reviveOne(platform, instance, options)));
  return revived.filter((one) => one !== undefined);
}

async function reviveOne(
  platform: Platform,
  instance: Instance,
  options: { readonly timeoutMs: number; readonly io: Io; readonly signal: AbortSignal },
): Promise<RevivedService | undefined> {
  const { io, signal } = options;
  const id = instance.name;
  try {
    if (!(await platform.engine.revive(instance))) return undefined;
    const params = { service: instance.name };
    io.emit({ type: "plan", tasks: [{ id, code: "platform.task.service", params }] });
    io.emit({ type: "task", id, state: "started" });
    await untilReady(platform, instance, options);
    io.emit({ type: "task", id, state: "succeeded" });
    return { name: instance.owner };
  } catch (cause) {
    signal.throwIfAborted();
    const error = cause instanceof MsxError ? cause : await notReady(platform, instance, cause as Error);
    const detail = error.params.detail ?? error.code;
    io.emit({ type: "task", id, state: "failed", code: "platform.done.failed", params: { detail } });
    return { name: instance.owner, error };
  }
}

async function untilReady(
  { engine, workspace }: Platform,
  revived: Instance,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const service = workspace.allServices.find(({ name }) => name === revived.owner);
  const until = performance.now() + timeoutMs;
  for (;;) {
    // By name: one that lost its network was made again and has another id.
    const instance = (await engine.observe()).find(({ name }) => name === revived.name);
    if (instance?.state !== "running")
      throw new ReasonError(phrase("ended-with", { code: instance?.exitCode ?? "?" }));
    if (await isServiceReady(service, instance, signal)) return;
    if (performance.now() > until)
      throw new ReasonError(phrase("not-ready-within", { seconds: timeoutMs / 1000 }));
    await delay(300, undefined, { signal });
  }
}

async function notReady(platform: Platform, instance: Instance, cause: Error): Promise<MsxError> {
  const lines = await platform.engine.services.tail(instance, 50).catch(() => []);
  const logs = platform.mask(lines.join("\n")) || "-";
  return new MsxError(
    "RESOURCE_FAILED",
    { resource: instance.name, detail: reasonOf(cause), logs },
    { cause },
  );
}
