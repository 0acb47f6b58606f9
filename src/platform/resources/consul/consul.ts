import { phrase, ReasonError } from "../../../errors/detail.js";
import { httpExchange } from "../../http-exchange.js";
import type { Endpoint, Resource } from "../../resource.js";

/** One Consul server that keeps its data; services register in it and find each other through it. */
export const consul: Resource = {
  name: "consul",
  dependsOn: [],
  ports: [{ name: "http", scheme: "http", container: 8500, host: 8500 }],
  images: [{ key: "consul" }],

  container() {
    return {
      // Bound to loopback: the only server talks to nobody, and its peer address survives a new container's new IP.
      // With several private addresses Consul would refuse to choose one.
      command: [
        "agent",
        "-server",
        "-bootstrap-expect=1",
        "-ui",
        "-node=consul",
        "-client=0.0.0.0",
        "-bind=127.0.0.1",
      ],
      hostname: "consul",
      volumes: [{ name: "data", path: "/consul/data" }],
      memoryMiB: 256,
      pids: 256,
    };
  },

  embedded() {
    return { ports: ["http"], keepsData: true, withoutPage: true, run: { program: "consul" } };
  },

  /** Ready with a leader, not before: until then it answers, but registrations fail. */
  async health(endpoint, _context, signal) {
    const { ok, status, text } = await httpExchange(`${url(endpoint)}/v1/status/leader`, { signal });
    if (!ok || !/^"[^"]+"/.test(text.trim())) {
      throw new ReasonError(phrase("consul-no-leader", { status, text: text.trim() || "-" }));
    }
  },

  page() {
    return { port: "http", path: "/ui/" };
  },

  compose() {
    // Needs a leader, which `consul members` does not.
    return { health: ["consul", "operator", "raft", "list-peers"] };
  },

  connection(endpoint) {
    return { CONSUL_HTTP_ADDR: url(endpoint) };
  },
};

function url({ host, ports }: Endpoint): string {
  return `http://${host}:${ports.http ?? 8500}`;
}
