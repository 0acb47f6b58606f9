import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { targetSuite } from "../../conformance/targets/suite.js";
import { isRunning, killAndWait } from "../../helpers/embedded.js";
import { msx } from "../../helpers/msx.js";
import { EchoWithoutDocker } from "./echo-without-docker.js";

// The tests follow each other: each says what it expects to find.
const workspace = new EchoWithoutDocker();
beforeAll(async () => {
  const { exitCode, stderr } = await workspace.run(["up"]);
  expect(exitCode, stderr).toBe(0);
});
afterAll(() => workspace.remove());

/** The process of a replica, by the record that lets a killed msx's processes be found. */
function pidOf(number: number): number {
  const folder = path.join(workspace.folder, ".msx/run/processes");
  const records = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { owner: string; pid: number },
  );
  return records.find(({ owner }) => owner === `${workspace.name}-echo-${number}`)?.pid ?? 0;
}

targetSuite(() => ({
  ...{ target: "local", otherTarget: "lambda", service: "echo" },
  run: (args) => workspace.run(args),
  answer: (reply) => workspace.change({ reply }),
  failToCome() {
    workspace.change({ reply: "broken", ready: false });
    return { code: "NOT_READY", why: "503 the moon is wrong" };
  },
  failToBuild() {
    workspace.change({ reply: "unbuilt", testPasses: false });
    return "adds up";
  },
  async ask() {
    const answer = await fetch(`${(await workspace.variables()).GATEWAY_URL}/api/echo`);
    const { reply } = JSON.parse(await answer.text()) as { reply?: string };
    return { status: answer.status, ...(reply !== undefined && { text: reply }) };
  },
}));

test("what serves is one process, which is told its version; its log can be read, and unchanged leaves it alone", async () => {
  const { id, version } = await workspace.ask();
  const number = Number(id.split("-").at(-1));
  const pid = pidOf(number);
  expect(pid).toBeGreaterThan(0);
  const { stdout } = await msx(["logs", "echo"], { cwd: workspace.folder });
  expect(stdout).toContain("echo three starts");
  expect((await workspace.deploy()).result.services).toMatchObject([{ state: "unchanged", version }]);
  expect(pidOf(number)).toBe(pid);
});

test("several replicas run on ports of their own; one that is killed is there again", async () => {
  workspace.change({ reply: "five" });
  const { exitCode, result, stderr } = await workspace.deploy("--replicas", "2");
  expect(exitCode, stderr).toBe(0);
  expect(result.services[0]?.replicas).toBe(2);
  const status = await workspace.run<{ services: { replicas: number; state: string }[] }>(["status"]);
  expect(status.result.services).toMatchObject([{ name: "echo", state: "ready", replicas: 2 }]);
  const numbers = status.result.services.length > 0 ? [1, 2, 3, 4].filter((one) => pidOf(one) > 0) : [];
  const [number = 0] = numbers;
  const killed = pidOf(number);
  await killAndWait(killed);
  await expect.poll(() => pidOf(number), { timeout: 15_000 }).not.toBe(killed);
  await expect
    .poll(async () => (await workspace.run<{ services: object[] }>(["status"])).result.services, {
      timeout: 15_000,
    })
    .toMatchObject([{ state: "ready", replicas: 2 }]);
});

test("after kill -9 of the supervisor, up ends what it left and runs the same version again", async () => {
  const before = await workspace.ask();
  const orphans = [1, 2, 3, 4].map(pidOf).filter((pid) => pid > 0);
  expect(orphans).toHaveLength(2);
  await workspace.killSupervisor();
  const stopped = await workspace.run<{ services: object[] }>(["status"]);
  expect(stopped.result.services).toMatchObject([
    { name: "echo", state: "stopped", version: before.version },
  ]);
  const { exitCode, stderr } = await workspace.run(["up"]);
  expect(exitCode, stderr).toBe(0);
  expect(orphans.filter(isRunning)).toEqual([]);
  await expect.poll(async () => (await workspace.ask()).version, { timeout: 10_000 }).toBe(before.version);
});

test("down ends the services too, and --images takes away what was built", async () => {
  const pids = [1, 2, 3, 4].map(pidOf).filter((pid) => pid > 0);
  const { result } = await workspace.run<{ removed: { kind: string; name: string }[] }>(["down", "--images"]);
  expect(result.removed).toContainEqual({ kind: "image", name: ".msx/builds/echo" });
  expect(pids.filter(isRunning)).toEqual([]);
});
