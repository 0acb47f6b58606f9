import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EmbeddedWorkspace, embeddedResources, type Report } from "../../helpers/embedded.js";

let one: EmbeddedWorkspace;
let other: EmbeddedWorkspace;
let deep: string;
beforeAll(() => {
  one = new EmbeddedWorkspace();
  // Deeper than a Unix socket's path can be long.
  deep = mkdtempSync(path.join(realpathSync(tmpdir()), `msx-${"d".repeat(120)}-`));
  other = new EmbeddedWorkspace([], deep);
});
afterAll(async () => {
  await one.remove();
  await other.remove();
  rmSync(deep, { recursive: true });
});

const ports = ({ resources }: Report): string[] =>
  resources.flatMap(({ endpoints }) => Object.values(endpoints));

test("two workspaces run at the same time, each on ports of its own", async () => {
  const [first, second] = await Promise.all([one.run(["up"]), other.run(["up"])]);
  expect([first.exitCode, second.exitCode], `${first.stderr}${second.stderr}`).toEqual([0, 0]);
  const all = [...ports(first.result), ...ports(second.result)];
  expect(new Set(all).size).toBe(all.length);
  expect(one.supervisorPid()).not.toBe(other.supervisorPid());
  for (const workspace of [one, other]) {
    const { AMQP_URL } = await workspace.variables();
    expect(AMQP_URL).toContain(`amqp://${workspace.name}:`);
    await (await connect(AMQP_URL ?? "")).close();
  }
});

test("taking one down leaves the other", async () => {
  expect((await other.run(["down"])).exitCode).toBe(0);
  const { result } = await one.run(["status"]);
  expect(result.resources.filter(({ state }) => state === "ready")).toHaveLength(embeddedResources.length);
});

test("a port that somebody took meanwhile gives way, its owner is named, and the rest follows", async () => {
  const before = new URL((await one.variables()).CONSUL_HTTP_ADDR ?? "");
  expect((await one.run(["down"])).exitCode).toBe(0);
  const blocker = await occupy(Number(before.port));
  try {
    const { exitCode, result, stderr } = await one.run(["up"]);
    expect(exitCode, stderr).toBe(0);
    const moved = result.resources.find(({ name }) => name === "consul")?.endpoints.http;
    expect(moved).not.toBe(before.origin);
    expect((await one.variables()).CONSUL_HTTP_ADDR).toBe(moved);
    if (before.port === "8500") expect(stderr).toContain(`pid ${process.pid}`);
  } finally {
    blocker.close();
  }
  // The gateway looks for services where Consul is now: nothing is left of the old place.
  const { result } = await one.run(["up"]);
  expect(result.changed).toBe(false);
});

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
