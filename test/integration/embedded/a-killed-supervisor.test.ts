import { once } from "node:events";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "amqplib";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  EmbeddedWorkspace,
  embeddedResources,
  isRunning,
  killAndWait,
  type Report,
  withDatabase,
  withoutDocker,
} from "../../helpers/embedded.js";
import { msx, msxBin } from "../../helpers/msx.js";

let workspace: EmbeddedWorkspace;
beforeAll(async () => {
  workspace = new EmbeddedWorkspace(["order-service"]);
  const { exitCode, stderr } = await workspace.run(["up"]);
  expect(exitCode, stderr).toBe(0);
});
afterAll(() => workspace.remove());

const supported = ({ resources }: Report): [string, string][] =>
  resources.map(({ name, state }): [string, string] => [name, state]);

/** The postmaster's process: the first line of its pid file. */
const postmaster = (): number => {
  const file = path.join(workspace.folder, ".msx/data/postgres");
  return Number(readFileSync(path.join(file, "cluster/postmaster.pid"), "utf8").split("\n")[0]);
};

test("killed with -9, the next up finds every row, message and key that was stored", async () => {
  const before = await workspace.variables("order-service");
  await withDatabase(before.DATABASE_URL, (client) =>
    client.query("CREATE TABLE kept AS SELECT 42 AS answer"),
  );
  const publisher = await connect(before.AMQP_URL ?? "");
  publisher.on("error", () => undefined);
  const channel = await publisher.createConfirmChannel();
  await channel.assertQueue("kept", { durable: true });
  channel.sendToQueue("kept", Buffer.from("42"), { persistent: true });
  await channel.waitForConfirms();
  const key = `${before.CONSUL_HTTP_ADDR}/v1/kv/kept`;
  expect((await fetch(key, { method: "PUT", body: "42" })).status).toBe(200);
  const orphan = postmaster();

  await workspace.killSupervisor();
  expect(isRunning(orphan)).toBe(true);
  const down = await workspace.run(["status"]);
  expect(down.result.engine).toBe("embedded");
  expect(down.result.resources.map(({ state }) => state)).not.toContain("ready");

  const { exitCode, result, stderr } = await workspace.run(["up"]);
  expect(exitCode, stderr).toBe(0);
  expect(supported(result)).toEqual(embeddedResources.map((name) => [name, "ready"]));
  expect(isRunning(orphan)).toBe(false);
  // Same ports, same passwords: what was written down still leads there.
  expect(await workspace.variables("order-service")).toEqual(before);
  const row = await withDatabase(before.DATABASE_URL, (client) => client.query("SELECT answer FROM kept"));
  expect(row.rows).toEqual([{ answer: 42 }]);
  const consumer = await connect(before.AMQP_URL ?? "");
  const message = await (await consumer.createChannel()).get("kept", { noAck: true });
  expect(message === false ? undefined : message.content.toString()).toBe("42");
  await consumer.close();
  expect(await (await fetch(`${key}?raw`)).text()).toBe("42");
});

test("a write of the broker that was cut short is told in its log", async () => {
  await workspace.killSupervisor();
  const [journal] = readdirSync(path.join(workspace.folder, ".msx/data/rabbitmq"), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith("journal"));
  appendFileSync(path.join(workspace.folder, ".msx/data/rabbitmq", journal ?? ""), Buffer.alloc(30, 1));
  const { exitCode, stderr } = await workspace.run(["up"]);
  expect(exitCode, stderr).toBe(0);
  const { stdout } = await msx(["logs", "rabbitmq"], { cwd: workspace.folder, env: withoutDocker });
  expect(stdout).toContain('"message":"journal-tail-cut"');
});

test("a lost state is rebuilt from the supervisor; without one the data is not opened by force", async () => {
  const before = await workspace.variables("order-service");
  const state = path.join(workspace.folder, ".msx/state");
  rmSync(state, { recursive: true });
  expect(await workspace.variables("order-service")).toEqual(before);
  const again = await workspace.run(["up"]);
  expect(again.exitCode, again.stderr).toBe(0);
  expect(again.result.changed).toBe(false);

  const kept = readFileSync(path.join(state, "state.json"));
  await workspace.killSupervisor();
  rmSync(state, { recursive: true });
  const { exitCode, result } = await workspace.run(["up"]);
  expect(exitCode).toBe(4);
  expect(result.error?.code).toBe("SECRETS_LOST");
  mkdirSync(state, { recursive: true });
  writeFileSync(path.join(state, "state.json"), kept);
  expect((await workspace.run(["up"])).exitCode).toBe(0);
  expect(await workspace.variables("order-service")).toEqual(before);
});

test("killed at random moments of an up, the next one ends ready", async () => {
  for (const afterMs of [150, 300, 450]) {
    await workspace.killSupervisor();
    const up = execa(process.execPath, [msxBin, "up"], {
      cwd: workspace.folder,
      env: withoutDocker,
      reject: false,
      stdio: "ignore",
    });
    await delay(afterMs);
    up.kill("SIGKILL");
    await up;
    const { exitCode, result, stderr } = await workspace.run(["up"]);
    expect(exitCode, stderr).toBe(0);
    expect(supported(result)).toEqual(embeddedResources.map((name) => [name, "ready"]));
  }
});

test("one that hangs is told of, and replaced by up", async () => {
  const hung = workspace.supervisorPid();
  process.kill(hung, "SIGSTOP");
  const status = await workspace.run(["status"]);
  expect(status.exitCode).toBe(4);
  expect(status.result.error?.code).toBe("SUPERVISOR_FAILED");
  const { exitCode, result, stderr } = await workspace.run(["up"]);
  expect(exitCode, stderr).toBe(0);
  expect(supported(result)).toEqual(embeddedResources.map((name) => [name, "ready"]));
  expect(isRunning(hung)).toBe(false);
}, 60_000);

test("a database that is killed comes back by itself, its data with it", async () => {
  const { DATABASE_URL } = await workspace.variables("order-service");
  await killAndWait(postmaster());
  const answer = async (): Promise<unknown> => {
    try {
      return (await withDatabase(DATABASE_URL, (client) => client.query("SELECT answer FROM kept"))).rows;
    } catch {
      return undefined;
    }
  };
  await expect.poll(answer, { timeout: 15_000 }).toEqual([{ answer: 42 }]);
});

test("a record that names a stranger's process leaves it alone, in up as in down", async () => {
  await workspace.killSupervisor();
  const stranger = execa("sleep", ["60"], { reject: false });
  try {
    await once(stranger, "spawn").catch(() => undefined);
    const record = { pid: stranger.pid, started: "another time", build: "x" };
    writeFileSync(path.join(workspace.folder, ".msx/run/supervisor.json"), JSON.stringify(record));
    const { exitCode, stderr } = await workspace.run(["up"]);
    expect(exitCode, stderr).toBe(0);
    expect(workspace.supervisorPid()).not.toBe(stranger.pid);
    expect(isRunning(stranger.pid ?? 0)).toBe(true);
    await workspace.killSupervisor();
    writeFileSync(path.join(workspace.folder, ".msx/run/supervisor.json"), JSON.stringify(record));
    const orphan = postmaster();
    expect((await workspace.run(["down"])).exitCode).toBe(0);
    expect(isRunning(stranger.pid ?? 0)).toBe(true);
    // What the killed supervisor left is taken down too.
    expect(isRunning(orphan)).toBe(false);
  } finally {
    stranger.kill("SIGKILL");
    await stranger;
  }
});
