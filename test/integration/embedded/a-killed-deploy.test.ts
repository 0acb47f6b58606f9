import { readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
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

/** Begins a deploy and kills something of it with -9 after a while. */
async function kill(afterMs: number, what: (pid: number) => Promise<void> | void): Promise<void> {
  const deploy = execa(process.execPath, [msxBin, "deploy"], {
    cwd: workspace.folder,
    env: withoutDocker,
    reject: false,
    stdio: "ignore",
  });
  await delay(afterMs);
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
  const records = readdirSync(path.join(workspace.folder, ".msx/run/services"));
  expect(records).toHaveLength(1);
  const builds = readdirSync(path.join(workspace.folder, ".msx/builds/echo"));
  expect(builds.filter((name) => name.endsWith(".tmp"))).toEqual([]);
}

test.each([400, 2000])("msx killed %i ms into a deploy", async (afterMs) => {
  workspace.change({ reply: `msx ${afterMs}` });
  await kill(afterMs, (pid) => void process.kill(pid, "SIGKILL"));
  expect((await workspace.ask()).reply).toMatch(/^(one|msx \d+)$/);
  await converges(`msx ${afterMs}`);
});

test("the supervisor killed in the middle of a deploy", async () => {
  workspace.change({ reply: "supervisor" });
  await kill(1500, () => workspace.killSupervisor());
  const up = await workspace.run(["up"]);
  expect(up.exitCode, up.stderr).toBe(0);
  await converges("supervisor");
});
