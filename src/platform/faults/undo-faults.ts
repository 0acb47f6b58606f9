import { MsxError } from "../../errors/msx-error.js";
import { silentIo } from "../../io/silent-io.js";
import { bringUp } from "../bring-up.js";
import { connections } from "../connections.js";
import { serviceGraceSeconds } from "../engines/engine.js";
import { withDependencies } from "../graph.js";
import { withBroker } from "../messaging/broker-session.js";
import type { Platform } from "../platform.js";
import type { ResourceName } from "../resource.js";
import { reviveServices } from "../revive-services.js";
import { ConsulInstances } from "./consul-instances.js";
import type { Fault } from "./fault-record.js";
import { takeMessage } from "./poison.js";

type Of<Kind extends Fault["kind"]> = Extract<Fault, { kind: Kind }>;

/** How long a resource or a replica may take until it is ready again. */
const readyMs = 120_000;

/**
 * Makes right what was made wrong on purpose: resources run, ended replicas serve, added ones go, Consul lists the real
 * instances, and what was sent to queues is gone. What is right already is left alone.
 * @throws what could not be made right, the first of it; the signal's reason
 */
export async function undoFaults(
  platform: Platform,
  faults: readonly Fault[],
  signal: AbortSignal,
): Promise<void> {
  const of = <Kind extends Fault["kind"]>(kind: Kind): readonly Of<Kind>[] =>
    faults.filter((fault): fault is Of<Kind> => fault.kind === kind);
  // Resources first: the rest is done through them.
  await startResources(platform, of("resource-stopped"), signal);
  const failures: unknown[] = [];
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    await work().catch((error: unknown) => failures.push(error));
    signal.throwIfAborted();
  };
  for (const one of of("instances-replaced")) await attempt(() => putInstancesBack(platform, one, signal));
  await attempt(() => startReplicas(platform, of("replica-ended"), signal));
  const added = of("replicas-added");
  await attempt(async () => void (await Promise.all(added.map((one) => removeAdded(platform, one, signal)))));
  await attempt(() => emptyQueues(platform, of("message-sent"), of("queue-made"), signal));
  if (failures.length > 0) throw failures[0];
}

async function startResources(
  platform: Platform,
  stopped: readonly Of<"resource-stopped">[],
  signal: AbortSignal,
): Promise<void> {
  const names = stopped.map(({ resource }) => resource as ResourceName);
  const known = names.filter((name) => platform.resources.some((one) => one.name === name));
  if (known.length === 0) return;
  const resources = withDependencies(platform.resources, known);
  const verdicts = await bringUp(platform, resources, { timeoutMs: readyMs, io: silentIo, signal });
  const failed = verdicts.find(({ error }) => error !== undefined)?.error;
  if (failed) throw failed;
}

async function putInstancesBack(
  platform: Platform,
  { id, instances }: Of<"instances-replaced">,
  signal: AbortSignal,
): Promise<void> {
  const consul = await consulOf(platform);
  if (!consul) return;
  // One that is gone meanwhile has no maintenance to end.
  for (const one of instances) await consul.maintenance(one, false, signal).catch(() => undefined);
  await consul.deregister(id, signal);
}

async function startReplicas(
  platform: Platform,
  ended: readonly Of<"replica-ended">[],
  signal: AbortSignal,
): Promise<void> {
  if (ended.length === 0) return;
  const names = ended.map(({ replica }) => replica);
  const instances = (await platform.engine.observe()).filter(({ name }) => names.includes(name));
  const revived = await reviveServices(platform, instances, { timeoutMs: readyMs, io: silentIo, signal });
  const failed = revived.find(({ error }) => error !== undefined)?.error;
  if (failed) throw failed;
}

/** First nobody is sent to them any more, then they are told to stop, and finish what they have. */
async function removeAdded(
  platform: Platform,
  { service, kept }: Of<"replicas-added">,
  signal: AbortSignal,
): Promise<void> {
  const added = (await platform.engine.observe()).filter(
    ({ kind, owner, name }) => kind === "service" && owner === service && !kept.includes(name),
  );
  const consul = await consulOf(platform);
  for (const { name } of added) await consul?.maintenance(name, true, signal).catch(() => undefined);
  await Promise.all(
    added.map(async (instance) => {
      await platform.engine.services.remove(instance, serviceGraceSeconds);
      await consul?.deregister(instance.name, signal).catch(() => undefined);
    }),
  );
}

async function emptyQueues(
  platform: Platform,
  sent: readonly Of<"message-sent">[],
  made: readonly Of<"queue-made">[],
  signal: AbortSignal,
): Promise<void> {
  if (sent.length + made.length === 0) return;
  await withBroker(platform, signal, async (model) => {
    for (const { id, queues } of sent) for (const queue of queues) await takeMessage(model, queue, id);
    const channel = await model.createChannel();
    for (const { queue } of made) await channel.deleteQueue(queue);
    await channel.close();
  }).catch((error: unknown) => {
    // Without a broker there is nothing in it, or nothing to reach it by.
    if (!(error instanceof MsxError && error.code === "PLATFORM_DOWN")) throw error;
  });
}

async function consulOf(platform: Platform): Promise<ConsulInstances | undefined> {
  const url = connections(platform, await platform.engine.observe(), "host").CONSUL_HTTP_ADDR;
  return url === undefined ? undefined : new ConsulInstances(url);
}
