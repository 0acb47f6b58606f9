import { createServer } from "node:net";
import { onTestFinished } from "vitest";
import { parseGatewayConfig } from "../../../src/gateway/config/parse-gateway-config.js";
import { createGateway, type Gateway, type GatewayOptions } from "../../../src/gateway/create-gateway.js";
import type { AccessEntry, GatewayLog } from "../../../src/gateway/gateway-log.js";

/** A gateway that listens on a free port, with what it logged. */
export interface RunningGateway {
  readonly gateway: Gateway;
  readonly port: number;
  readonly url: string;
  readonly accesses: readonly AccessEntry[];
  readonly messages: readonly string[];
  /** Replaces the routes, as a changed route file does. */
  setRoutes(routes: OcelotRoutes): Promise<void>;
}

/** Routes of an `ocelot.json`, as written in it. */
export type OcelotRoutes = readonly Readonly<Record<string, unknown>>[];

/** Starts a gateway with these routes and `GlobalConfiguration`. Closed when the test is over. */
export async function startGateway(
  routes: OcelotRoutes,
  options: GatewayOptions = {},
  GlobalConfiguration: Readonly<Record<string, unknown>> = {},
): Promise<RunningGateway> {
  const accesses: AccessEntry[] = [];
  const messages: string[] = [];
  const say = (message: string) => messages.push(message);
  const log: GatewayLog = {
    debug: say,
    info: say,
    warn: say,
    error: say,
    access: (entry) => accesses.push(entry),
  };
  const gateway = createGateway({ log, ...options });
  onTestFinished(async () => {
    await gateway.close({ graceMs: 0 });
  });
  const { port } = await gateway.listen({ port: 0 });
  const setRoutes = (next: OcelotRoutes) =>
    gateway.setRoutes(parseGatewayConfig(JSON.stringify({ Routes: next, GlobalConfiguration })).config);
  await setRoutes(routes);
  return { gateway, port, url: `http://127.0.0.1:${port}`, accesses, messages, setRoutes };
}

/** A route `/api/users/{everything}` → `/api/v1/users/{everything}` on these ports of 127.0.0.1, with further keys. */
export function usersRoute(ports: readonly number[], more: Readonly<Record<string, unknown>> = {}) {
  return {
    UpstreamPathTemplate: "/api/users/{everything}",
    DownstreamPathTemplate: "/api/v1/users/{everything}",
    DownstreamHostAndPorts: ports.map((port) => ({ Host: "127.0.0.1", Port: port })),
    ...more,
  };
}

/** A port that nothing listens on. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** The problem details of an answer, having checked that it is one. */
export async function problemOf(
  response: Response,
): Promise<{ status: number; title: string; detail: string }> {
  const type = response.headers.get("content-type");
  if (type !== "application/problem+json")
    throw new Error(`not a problem but ${type}: ${await response.text()}`);
  return (await response.json()) as { status: number; title: string; detail: string };
}
