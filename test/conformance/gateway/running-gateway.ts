import { createServer } from "node:net";
import type { GatewayOptions } from "../../../src/gateway/create-gateway.js";
import { commandUnderTest } from "./gateway-process.js";
import type { TargetGateway } from "./gateway-target.js";
import { startInProcess } from "./in-process-target.js";
import { startProcess } from "./process-target.js";

/** A gateway that listens on a free port, with what it logged. */
export interface RunningGateway extends TargetGateway {
  readonly url: string;
  /** Replaces the routes, as a changed route file does. */
  setRoutes(routes: OcelotRoutes): Promise<void>;
}

/** Routes of an `ocelot.json`, as written in it. */
export type OcelotRoutes = readonly Readonly<Record<string, unknown>>[];

/**
 * Starts the gateway under test with these routes and `GlobalConfiguration`: msx's own in this process, or the program that
 * this project of Vitest is for. Closed when the test is over.
 */
export async function startGateway(
  routes: OcelotRoutes,
  options: GatewayOptions = {},
  GlobalConfiguration: Readonly<Record<string, unknown>> = {},
): Promise<RunningGateway> {
  const fileOf = (next: OcelotRoutes) => JSON.stringify({ Routes: next, GlobalConfiguration });
  const program = commandUnderTest();
  const target =
    program === undefined
      ? await startInProcess(fileOf(routes), options)
      : await startProcess(program, fileOf(routes), options);
  const setRoutes = (next: OcelotRoutes) => target.setFile(fileOf(next));
  return { ...target, url: `http://127.0.0.1:${target.port}`, setRoutes };
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
