import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  EmbeddedWorkspace,
  embeddedResources,
  isRunning,
  type Report,
  withDatabase,
} from "../../helpers/embedded.js";
import { msx } from "../../helpers/msx.js";

// The steps build on each other, so that the platform is started as seldom as can be.
let workspace: EmbeddedWorkspace;
const states = ({ resources }: Report): Record<string, string> =>
  Object.fromEntries(resources.map(({ name, state }) => [name, state]));
const allReady = Object.fromEntries(embeddedResources.map((name) => [name, "ready"]));

beforeAll(() => {
  workspace = new EmbeddedWorkspace(["order-service", "user-service"]);
});
afterAll(() => workspace.remove());

test("up takes the embedded engine where no Docker answers, says why, and brings it to ready", async () => {
  const { exitCode, result, stderr } = await workspace.run(["up"], { MSX_AWS_PROVIDER: "localstack" });
  expect(exitCode, stderr).toBe(0);
  expect(result).toMatchObject({ engine: "embedded", changed: true });
  expect(states(result)).toEqual(allReady);
  expect(stderr).toContain("no Docker daemon answers: unix:///nowhere/docker.sock");
  expect(stderr).toContain("aws: msx's own emulator stands in for localstack");
});

test("AWS is msx's own, whatever provider is named for Docker: said when it starts, and no other start", async () => {
  const { AWS_ENDPOINT_URL = "", AWS_REGION, AWS_ACCESS_KEY_ID } = await workspace.variables();
  expect({ AWS_REGION, AWS_ACCESS_KEY_ID }).toEqual({ AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test" });
  const health = await fetch(`${AWS_ENDPOINT_URL}/_msx/health`);
  expect(await health.json()).toMatchObject({ status: "ok" });
  const { exitCode, result, stderr } = await workspace.run(["up"], { MSX_AWS_PROVIDER: "moto" });
  expect(exitCode, stderr).toBe(0);
  expect(result.changed).toBe(false);
});

test("a second up changes nothing, in the same supervisor", async () => {
  const before = workspace.supervisorPid();
  const { exitCode, result } = await workspace.run(["up"]);
  expect(exitCode).toBe(0);
  expect(result.changed).toBe(false);
  expect(workspace.supervisorPid()).toBe(before);
});

test("status and env lead to it, the engine not being named any more", async () => {
  const { result } = await workspace.run(["status"]);
  expect(result.engine).toBe("embedded");
  expect(states(result)).toEqual(allReady);
  expect(Object.keys(await workspace.variables("order-service")).sort()).toEqual([
    "AMQP_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "CONSUL_HTTP_ADDR",
    "DATABASE_URL",
    "GATEWAY_URL",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
  ]);
});

test("each service has a database of its own, and cannot reach another's", async () => {
  const own = await workspace.variables("order-service");
  const answer = await withDatabase(own.DATABASE_URL, (client) => client.query("SELECT 41 + 1 AS answer"));
  expect(answer.rows).toEqual([{ answer: 42 }]);
  const foreign = new URL(own.DATABASE_URL ?? "");
  foreign.pathname = new URL((await workspace.variables("user-service")).DATABASE_URL ?? "").pathname;
  await expect(withDatabase(foreign.href, (client) => client.query("SELECT 1"))).rejects.toThrow(
    /permission denied/,
  );
});

test("the broker takes the workspace's user, and guest; nobody else", async () => {
  const { AMQP_URL } = await workspace.variables();
  const guest = new URL(AMQP_URL ?? "");
  Object.assign(guest, { username: "guest", password: "guest", pathname: "/%2F" });
  for (const url of [AMQP_URL ?? "", guest.href]) {
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    const { queue } = await channel.assertQueue("", { exclusive: true });
    channel.sendToQueue(queue, Buffer.from("42"));
    await channel.waitForConfirms();
    const message = await channel.get(queue, { noAck: true });
    expect(message === false ? undefined : message.content.toString()).toBe("42");
    await connection.close();
  }
  guest.password = "other";
  await expect(connect(guest.href)).rejects.toThrow(/ACCESS_REFUSED|403/);
});

test("the broker's management API answers where RabbitMQ's would", async () => {
  const { result } = await workspace.run(["status"]);
  const { management } = result.resources.find(({ name }) => name === "rabbitmq")?.endpoints ?? {};
  const { username, password } = new URL((await workspace.variables()).AMQP_URL ?? "");
  const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
  const answer = await fetch(`${management}/api/vhosts`, { headers });
  expect(answer.status).toBe(200);
  expect(((await answer.json()) as { name: string }[]).map(({ name }) => name)).toContain(workspace.name);
});

test("the gateway leads to what is registered, by routes that change while it runs; traces arrive", async () => {
  const { CONSUL_HTTP_ADDR, GATEWAY_URL, OTEL_EXPORTER_OTLP_ENDPOINT } = await workspace.variables();
  const route = {
    UpstreamPathTemplate: "/api/leader",
    UpstreamHttpMethod: ["GET"],
    DownstreamPathTemplate: "/v1/status/leader",
    DownstreamScheme: "http",
    ServiceName: "leader",
  };
  workspace.write("gateway/ocelot.json", JSON.stringify({ Routes: [route], GlobalConfiguration: {} }));
  const { hostname, port } = new URL(CONSUL_HTTP_ADDR ?? "");
  const registered = await fetch(`${CONSUL_HTTP_ADDR}/v1/agent/service/register`, {
    method: "PUT",
    body: JSON.stringify({ Name: "leader", Address: hostname, Port: Number(port) }),
  });
  expect(registered.status).toBe(200);
  const ask = async (): Promise<number> => (await fetch(`${GATEWAY_URL}/api/leader`)).status;
  await expect.poll(ask, { timeout: 10_000 }).toBe(200);
  const traces = async (): Promise<unknown> =>
    (await fetch(`${OTEL_EXPORTER_OTLP_ENDPOINT}/api/services`)).json();
  await expect.poll(traces, { timeout: 10_000 }).toEqual({ services: ["gateway"] });
});

test("its socket, record, logs and data are the owner's alone, and no secret is in an argument or a log", async () => {
  const run = path.join(workspace.folder, ".msx/run");
  const mode = (file: string): number => statSync(path.join(run, file)).mode & 0o777;
  expect(statSync(path.join(workspace.folder, ".msx")).mode & 0o077).toBe(0);
  expect([mode("."), mode("logs"), mode("supervisor.sock"), mode("supervisor.json")]).toEqual([
    0o700, 0o700, 0o600, 0o600,
  ]);
  const { AMQP_URL, DATABASE_URL } = await workspace.variables("order-service");
  const shown = readdirSync(path.join(run, "logs")).map((name) =>
    readFileSync(path.join(run, "logs", name), "utf8"),
  );
  if (process.platform === "linux") {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      shown.push(readOrEmpty(`/proc/${pid}/cmdline`));
    }
  }
  for (const url of [AMQP_URL, DATABASE_URL]) {
    const { password } = new URL(url ?? "");
    expect(password.length).toBeGreaterThan(20);
    expect(shown.some((text) => text.includes(password))).toBe(false);
  }
});

test("logs shows each resource's lines under its name", async () => {
  const { stdout } = await msx(["logs", "gateway", "rabbitmq"], { cwd: workspace.folder });
  expect(stdout).toMatch(/^gateway +\| .*routes loaded/m);
  expect(stdout).toMatch(/^rabbitmq +\| .*rabbitmq started/m);
  expect(stdout).not.toMatch(/^consul/m);
});

test("open lists the pages there are", async () => {
  const { result } = await workspace.run<{ pages: { name: string }[] }>(["open"]);
  expect(result.pages.map(({ name }) => name)).toEqual(["gateway"]);
  expect((await workspace.run(["open", "consul", "--print"])).result.error?.code).toBe("PAGE_UNKNOWN");
});

test("what needs containers is refused with the way out", async () => {
  const { exitCode, result } = await workspace.run(["export", "compose"]);
  expect(exitCode).toBe(4);
  expect(result.error).toMatchObject({
    code: "NOT_ON_ENGINE",
    fix: expect.stringContaining("--engine docker"),
  });
});

test("another engine is refused while this one runs", async () => {
  const { exitCode, result } = await workspace.run(["up", "--engine", "docker"]);
  expect(exitCode).toBe(4);
  expect(result.error?.code).toBe("ENGINE_IN_USE");
});

test("down ends the supervisor and all it ran, and keeps the data until --volumes", async () => {
  const pid = workspace.supervisorPid();
  const { exitCode, result } = await workspace.run<{
    removed: { kind: string; name: string }[];
    kept: string[];
  }>(["down"]);
  expect(exitCode).toBe(0);
  expect(result.removed).toEqual(
    [...embeddedResources].sort().map((name) => ({ kind: "process", name: `${workspace.name}-${name}-1` })),
  );
  expect(result.kept).toContain(".msx/data/postgres");
  expect(isRunning(pid)).toBe(false);
  expect(readdirSync(path.join(workspace.folder, ".msx/run")).join()).not.toMatch(/supervisor|logs/);
  const after = await workspace.run<{ kept: string[] }>(["down", "--volumes", "--yes"]);
  expect(after.result.kept).toEqual([]);
  expect(readdirSync(path.join(workspace.folder, ".msx"))).not.toContain("data");
});

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
