import { randomUUID } from "node:crypto";
import { httpUrl, listen } from "../listen.js";
import { consulTiming, LocalAgent } from "./agent/local-agent.js";
import { emulatedVersion, localNode, selfCheckId, selfId } from "./agent/local-node.js";
import { type DnsServer, startDnsServer } from "./dns/dns-server.js";
import { ConsulJournal } from "./durability/consul-journal.js";
import { agentCheckRoutes } from "./endpoints/agent-check-endpoints.js";
import { agentRoutes } from "./endpoints/agent-endpoints.js";
import { agentHealthRoutes } from "./endpoints/agent-health-endpoints.js";
import { agentServiceRoutes } from "./endpoints/agent-service-endpoints.js";
import { catalogRoutes } from "./endpoints/catalog-endpoints.js";
import { catalogRegistrationRoutes } from "./endpoints/catalog-registration.js";
import { healthRoutes } from "./endpoints/health-endpoints.js";
import { kvRoutes } from "./endpoints/kv-endpoints.js";
import { sessionRoutes } from "./endpoints/session-endpoints.js";
import { txnRoutes } from "./endpoints/txn-endpoints.js";
import { datacenter } from "./http/blocking-query.js";
import { createConsulServer } from "./http/consul-server.js";
import type { ConsulEmulator, ConsulOptions } from "./options.js";
import { SessionKeeper } from "./sessions/session-keeper.js";
import { LockDelays } from "./store/lock-delays.js";
import { Store } from "./store/store.js";

const closeGraceMs = 200;

/**
 * Starts one Consul server with its agent in this process.
 * @throws MsxError LISTEN_FAILED, DATA_UNUSABLE
 */
export async function startConsul(options: ConsulOptions = {}): Promise<ConsulEmulator> {
  const { host = "127.0.0.1", port = 0, dataDir } = options;
  const journal = dataDir === undefined ? undefined : await ConsulJournal.open(dataDir);
  const store = journal?.store ?? new Store();
  const delays = new LockDelays();
  const sessions = new SessionKeeper(store, delays);
  const timing = { ...consulTiming, ...options.timing };
  const agent = new LocalAgent(store, timing, {
    onFailed: (check) => sessions.checkFailed(check),
    onRegistration: (change) => journal?.registered(change),
  });
  const nodeId = store.catalog.node(localNode.name)?.ID || randomUUID();
  registerSelf(store, nodeId);
  if (journal !== undefined) {
    agent.restore(journal.registrations);
    // A session lives on for its whole TTL, since nobody could renew it meanwhile.
    for (const session of store.sessions.list()) sessions.renew(session);
  }
  const routes = {
    ...agentRoutes(nodeId),
    ...agentServiceRoutes(store, agent),
    ...agentCheckRoutes(agent),
    ...agentHealthRoutes(agent),
    ...catalogRoutes(store),
    ...catalogRegistrationRoutes(store),
    ...healthRoutes(store),
    ...kvRoutes(store, delays),
    ...sessionRoutes(store, sessions),
    ...txnRoutes(store, delays),
  };
  const { server, abort } = createConsulServer({ routes, settled: async () => journal?.settled() });
  let dns: DnsServer | undefined;
  const close = async (): Promise<void> => {
    abort();
    agent.close();
    sessions.close();
    await dns?.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      // What waited for a change is being answered now; whoever keeps a connection after that is not waited for.
      setTimeout(() => server.closeAllConnections(), closeGraceMs);
    });
    await journal?.close();
  };
  try {
    const address = await listen(server, { name: "consul", host, port });
    if (options.dnsPort !== undefined) dns = await startDnsServer(store.catalog, host, options.dnsPort);
    return {
      ...{ name: "consul", host: address.address, port: address.port, url: httpUrl(address), close },
      ...(dns && { dnsPort: dns.port }),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A server stands in its own catalogue, alive. */
function registerSelf(store: Store, nodeId: string): void {
  const { name: Node, address: Address, serverPort } = localNode;
  store.write((index) => {
    store.catalog.putNode(
      {
        ...{ ID: nodeId, Node, Address, Datacenter: datacenter },
        TaggedAddresses: { lan: Address, lan_ipv4: Address, wan: Address, wan_ipv4: Address },
        Meta: { "consul-network-segment": "" },
      },
      index,
    );
    store.catalog.putService(
      {
        ...{ Node, ID: selfId, Service: "consul", Tags: [], Address: "", Port: serverPort },
        Meta: {
          ...{ non_voter: "false", raft_version: "3", serf_protocol_current: "2" },
          ...{ serf_protocol_max: "5", serf_protocol_min: "1", version: emulatedVersion },
        },
        ...{ Weights: { Passing: 1, Warning: 1 }, EnableTagOverride: false },
      },
      index,
    );
    store.catalog.putCheck(
      {
        ...{ Node, CheckID: selfCheckId, Name: "Serf Health Status", Status: "passing", Notes: "" },
        ...{ Output: "Agent alive and reachable", ServiceID: "", ServiceName: "", ServiceTags: [], Type: "" },
      },
      index,
    );
  });
}
