import { networkInterfaces } from "node:os";
import type Docker from "dockerode";
import type { HostAccess } from "../engine.js";
import type { Identity } from "./labels.js";
import { findNetwork } from "./network.js";

const loopback = "127.0.0.1";

/**
 * On a Linux machine's own daemon the gateway of the workspace's bridge is an address of this machine that only its
 * containers (and this machine) reach. Elsewhere the daemon runs in a virtual machine, where that address is; Docker
 * Desktop, OrbStack, Colima and Rancher Desktop lead `host.docker.internal` to the loopback of this machine.
 */
export async function hostAccess(docker: Docker, identity: Identity): Promise<HostAccess> {
  const network = await findNetwork(docker, identity);
  if (network) {
    const { IPAM } = (await docker.getNetwork(network.id).inspect()) as Docker.NetworkInspectInfo;
    const own = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
    for (const { Gateway: gateway } of IPAM?.Config ?? []) {
      if (gateway && own.some(({ address }) => address === gateway)) {
        return { address: gateway, listen: [loopback, gateway] };
      }
    }
  }
  return { address: "host.docker.internal", listen: [loopback] };
}
