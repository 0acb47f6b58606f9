import { createServer } from "node:net";
import { connect } from "amqplib";
import { expect, onTestFinished, test } from "vitest";
import type { AmqpOptions } from "../../../src/emulators/amqp/options.js";
import { startEmulator } from "../../../src/emulators/emulator.js";
import { msx } from "../../helpers/msx.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { eventually } from "../gateway/eventually.js";
import { callApi } from "./management-client.js";

const accounts = [
  { user: "orders", password: "o:1 %", vhosts: ["orders", "shared"] },
  { user: "users", password: "u", vhosts: ["shared"] },
];

test("an account sees and touches its own virtual hosts only", async () => {
  const { api, url } = await started({ accounts });
  const model = await connect(url);
  onTestFinished(() => model.close());
  await (await model.createChannel()).assertQueue("q", { durable: false });
  const other = { user: { name: "users", password: "u" } };
  expect(names(await api("GET /api/vhosts"))).toEqual(["orders", "shared"]);
  expect(names(await api("GET /api/vhosts", other))).toEqual(["shared"]);
  expect(names(await api("GET /api/queues"))).toEqual(["q"]);
  expect(names(await api("GET /api/queues", other))).toEqual([]);
  expect((await api("GET /api/connections", other)).json).toEqual([]);
  const publish = { properties: {}, routing_key: "q", payload: "", payload_encoding: "string" };
  for (const [call, body] of [
    ["GET /api/queues/orders/q", undefined],
    ["DELETE /api/queues/orders/q", undefined],
    ["POST /api/exchanges/orders/amq.default/publish", publish],
    ["POST /api/queues/orders/q/get", { count: 1, ackmode: "ack_requeue_false", encoding: "auto" }],
  ] as const)
    expect(await api(call, { ...other, body })).toMatchObject({ status: 404 });
  expect((await api("GET /api/queues/orders/q")).status).toBe(200);
});

test("while publishers have to wait for memory, the alarms say so and the connection is blocked", async () => {
  const { api, url } = await started({ memoryLimitBytes: 100_000 });
  const model = await connect(url);
  onTestFinished(() => model.close().catch(() => undefined));
  const channel = await model.createChannel();
  await channel.assertQueue("q");
  const blocked = new Promise((resolve) => model.once("blocked", resolve));
  for (let count = 0; count < 20; count += 1) channel.sendToQueue("q", Buffer.alloc(10_000));
  await blocked;
  for (const check of ["alarms", "local-alarms"])
    expect(await api(`GET /api/health/checks/${check}`)).toMatchObject({
      status: 503,
      json: {
        status: "failed",
        reason: "There are alarms in effect in the cluster",
        alarms: [{ resource: "memory", node: expect.any(String) }],
      },
    });
  expect((await api("GET /api/connections")).json).toMatchObject([{ state: "blocked" }]);
  // Emptying a queue from outside ends it.
  await eventually("all is taken", async () => {
    await api("DELETE /api/queues/%2F/q/contents");
    return (await api("GET /api/health/checks/alarms")).status === 200;
  });
});

test("what is published through it as persistent survives, as is what is purged through it", async () => {
  const dataDir = tempFolder();
  const first = await started({ dataDir });
  const model = await connect(first.url);
  const channel = await model.createChannel();
  for (const name of ["kept", "purged"]) await channel.assertQueue(name, { durable: true });
  const message = { properties: { delivery_mode: 2 }, payload: "x", payload_encoding: "string" };
  for (const name of ["kept", "purged"])
    expect(
      await first.api("POST /api/exchanges/%2F/amq.default/publish", {
        body: { ...message, routing_key: name },
      }),
    ).toMatchObject({ json: { routed: true } });
  await first.api("DELETE /api/queues/%2F/purged/contents");
  await model.close();
  await first.broker.close();
  const second = await started({ dataDir });
  for (const [name, messages] of [
    ["kept", 1],
    ["purged", 0],
  ])
    expect((await second.api(`GET /api/queues/%2F/${name}`)).json).toMatchObject({ messages });
});

test("a body that is larger than any message is refused unread", async () => {
  const { api } = await started({});
  const body = { properties: {}, routing_key: "q", payload: "x".repeat(24 * 1024 * 1024) };
  const answer = await api("POST /api/exchanges/%2F/amq.default/publish", { body }).catch(() => undefined);
  // The client may still be sending when it is answered.
  expect(answer === undefined || answer.status === 413).toBe(true);
  expect((await api("GET /api/whoami")).status).toBe(200);
});

test("a management port that is taken: it says so, and neither listens nor keeps its folder", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const folder = tempFolder();
  const args = ["emulator", "amqp", "--port", "0", "--data", folder, "--json", "--management-port"];
  const { exitCode, stdout } = await msx([...args, String(port)]);
  expect(exitCode).not.toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: "LISTEN_FAILED", what: expect.stringContaining(`127.0.0.1:${port}`) },
  });
  const broker = await startEmulator("amqp", { dataDir: folder });
  await broker.close();
});

async function started(options: AmqpOptions) {
  const broker = await startEmulator("amqp", { ...options, management: { port: 0 } });
  onTestFinished(() => broker.close());
  const { url, managementUrl = "" } = broker;
  const target = { kind: "msx", url, managementUrl, killAndRestart: () => Promise.resolve() } as const;
  const api = (call: string, options?: Parameters<typeof callApi>[2]) => callApi(() => target, call, options);
  return { broker, url, api };
}

function names({ json }: { readonly json: unknown }): string[] {
  return (json as { name: string }[]).map(({ name }) => name).toSorted();
}
