import { readdirSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withoutDocker } from "../../helpers/embedded.js";
import { msxBin } from "../../helpers/msx.js";
import { EchoWithoutDocker } from "./echo-without-docker.js";

const workspace = new EchoWithoutDocker();
beforeAll(async () => {
  const up = await workspace.run(["up"]);
  expect(up.exitCode, up.stderr).toBe(0);
  const deployed = await workspace.deploy();
  expect(deployed.exitCode, deployed.stderr).toBe(0);
});
afterAll(() => workspace.remove());

const namesIn = (...folder: string[]): string[] =>
  readdirSync(path.join(workspace.folder, ".msx", ...folder));
const isBuilding = (): boolean => namesIn("builds", "echo").some((name) => name.endsWith(".tmp"));
const hasBothVersions = (): boolean => namesIn("run", "services").length === 2;

/** Begins a deploy and kills something of it with -9 at a moment of it. */
async function kill(isMoment: () => boolean, what: (pid: number) => Promise<void> | void): Promise<void> {
  const deploy = execa(process.execPath, [msxBin, "deploy"], {
    cwd: workspace.folder,
    env: withoutDocker,
    reject: false,
    stdio: "ignore",
  });
  await expect.poll(isMoment, { interval: 5, timeout: 30_000 }).toBe(true);
  await what(deploy.pid ?? 0);
  await deploy;
}

/** The next commands end the work: one replica of the present sources serves, and nothing half-made is left. */
async function converges(reply: string): Promise<void> {
  const { exitCode, result, stderr } = await workspace.deploy();
  expect(exitCode, stderr).toBe(0);
  expect(result.services[0]?.replicas).toBe(1);
  expect((await workspace.ask()).reply).toBe(reply);
  const status = await workspace.run<{ services: object[] }>(["status"]);
  expect(status.result.services).toMatchObject([{ name: "echo", state: "ready", replicas: 1 }]);
  expect(namesIn("run", "services")).toHaveLength(1);
  expect(isBuilding()).toBe(false);
}

test.each([
  ["it builds", isBuilding],
  ["old and new run", hasBothVersions],
])("msx killed while %s", async (moment, isMoment) => {
  workspace.change({ reply: `msx: ${moment}` });
  await kill(isMoment, (pid) => void process.kill(pid, "SIGKILL"));
  expect((await workspace.ask()).reply).toMatch(/^(one|msx: .*)$/);
  await converges(`msx: ${moment}`);
});

test("the supervisor killed while old and new run", async () => {
  workspace.change({ reply: "supervisor" });
  await kill(hasBothVersions, () => workspace.killSupervisor());
  const up = await workspace.run(["up"]);
  expect(up.exitCode, up.stderr).toBe(0);
  await converges("supervisor");
});
