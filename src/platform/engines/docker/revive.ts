import type Docker from "dockerode";
import type { Instance } from "../engine.js";
import type { ContainerRunner } from "./container-runner.js";
import { inspectInstance } from "./instances.js";
import { type Identity, label } from "./labels.js";
import { ensureNetwork, networkName } from "./network.js";

/**
 * Starts a service's container again as it was made; one that lost its network is made again from what the daemon
 * remembers of it. Answers whether anything had to be done.
 */
export async function revive(
  docker: Docker,
  identity: Identity,
  runner: ContainerRunner,
  instance: Instance,
): Promise<boolean> {
  const current = await inspectInstance(docker, instance.id);
  // One that was never started is a deploy's unfinished business, not a service that stopped.
  if (!current || current.state === "created" || current.state === "dead") return false;
  const network = await ensureNetwork(docker, identity);
  const container = docker.getContainer(current.id);
  if (!current.networkIds.includes(network.id)) {
    await makeAgain(docker, identity, runner, container);
    return true;
  }
  if (current.state === "paused") await container.unpause();
  else if (current.state === "stopped") await container.start();
  else return false;
  return true;
}

async function makeAgain(
  docker: Docker,
  identity: Identity,
  runner: ContainerRunner,
  container: Docker.Container,
): Promise<void> {
  const { Name, Config, HostConfig } = await container.inspect();
  await runner.remove(container.id);
  const network = networkName(identity);
  const aliases = [Config.Labels[label.service] ?? "", Name.slice(1)];
  const { MacAddress: _old, ...config } = Config as typeof Config & { MacAddress?: string };
  const made = await docker.createContainer({
    ...config,
    name: Name.slice(1),
    HostConfig: { ...HostConfig, NetworkMode: network },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: aliases } } },
  });
  await made.start();
}
