import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { execa } from "execa";
import { describe, onTestFinished } from "vitest";
import { startConsul as startConsulEmulator } from "../../../src/emulators/consul/start-consul.js";
import { eventually } from "./eventually.js";
import { closedPort } from "./running-gateway.js";

const image = process.env.MSX_IMAGE_CONSUL ?? "hashicorp/consul:1.22";
const noDocker = await noDockerReason();

/** A Consul that the gateway is tested with. */
export interface GatewayConsul {
  readonly url: string;
  /** Registers an instance on 127.0.0.1, passing unless `status` says otherwise; its check is `service:<id>`. */
  register(service: {
    name: string;
    id: string;
    port: number;
    address?: string;
    weight?: number;
    tags?: readonly string[];
  }): Promise<void>;
  deregister(id: string): Promise<void>;
  /** Sets the TTL check of an instance. */
  check(id: string, verdict: "pass" | "fail"): Promise<void>;
  /** To the gateway, Consul is away. */
  stop(): Promise<void>;
  /** It answers again, and knows what it knew. */
  start(): Promise<void>;
}

/** Why no container can be run here; undefined when one can. */
async function noDockerReason(): Promise<string | undefined> {
  if (process.env.MSX_NO_DOCKER) return process.env.MSX_NO_DOCKER;
  const info = await execa("docker", ["info", "--format", "{{.ServerVersion}}"], { reject: false });
  return info.exitCode === 0 ? undefined : `no Docker daemon: ${info.stderr || info.message}`;
}

/** Starts a Consul, gone when the test is over. */
export type StartConsul = () => Promise<GatewayConsul>;

/** Declares the same tests with the emulator and with a real Consul (SKIPPED, with the reason, without Docker). */
export function describeWithConsul(about: string, tests: (startConsul: StartConsul) => void): void {
  describe(`${about} (emulator)`, () => tests(startEmulator));
  const skipped = noDocker === undefined ? "" : `, SKIPPED: ${noDocker}`;
  describe.skipIf(noDocker !== undefined)(`${about} (container${skipped})`, () => tests(startContainer));
}

async function startEmulator(): Promise<GatewayConsul> {
  const emulator = await startConsulEmulator();
  onTestFinished(() => emulator.close());
  return reachable(emulator.port);
}

/** A real Consul agent in a container, on a port of 127.0.0.1, once it takes registrations. */
async function startContainer(): Promise<GatewayConsul> {
  const port = await closedPort();
  const url = `http://127.0.0.1:${port}`;
  const name = `gw-consul-${process.pid}-${port}`;
  onTestFinished(async () => {
    await execa("docker", ["rm", "-f", "-v", name], { reject: false });
  });
  const agent = ["agent", "-dev", "-client", "0.0.0.0"];
  await execa("docker", ["run", "-d", "--name", name, "-p", `127.0.0.1:${port}:8500`, image, ...agent]);
  // A leader alone is not enough: what an agent is given before its node stands in the catalogue is not synced for up
  // to a minute (seen with 1.8 after a restart).
  const ready = () =>
    eventually(
      "Consul has its node",
      () => fetch(`${url}/v1/catalog/nodes`).then(hasNode, () => false),
      30_000,
    );
  await ready();
  return reachable(port);
}

async function reachable(port: number): Promise<GatewayConsul> {
  const url = `http://127.0.0.1:${port}`;
  const link = await startLink(port);
  const put = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}/v1/agent/${path}`, { method: "PUT", ...init });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  return {
    url: `http://127.0.0.1:${link.port}`,
    register: ({ name: service, id, port: servicePort, address = "127.0.0.1", weight = 1, tags = [] }) =>
      put("service/register", {
        ...{ Name: service, ID: id, Address: address, Port: servicePort, Tags: tags },
        Weights: { Passing: weight, Warning: 1 },
        Check: { TTL: "10m", Status: "passing" },
      }),
    deregister: (id) => put(`service/deregister/${id}`),
    check: (id, verdict) => put(`check/${verdict}/service:${id}`),
    stop: () => link.cut(),
    start: () => link.restore(),
  };
}

/**
 * A TCP link to the agent that can be cut: to the gateway Consul is away, while the agent keeps what it knows (a
 * restarted dev agent forgets it, and takes its time to list what it is told next).
 */
async function startLink(
  target: number,
): Promise<{ port: number; cut(): Promise<void>; restore(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const agent = connect(target, "127.0.0.1");
    for (const socket of [client, agent]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        agent.destroy();
      });
    }
    client.pipe(agent).pipe(client);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => (server.listening ? cut() : undefined));
  return { port, cut, restore: () => listen(port) };
}

async function hasNode(response: Response): Promise<boolean> {
  if (!response.ok) return false;
  const nodes: unknown = await response.json();
  return Array.isArray(nodes) && nodes.length > 0;
}
