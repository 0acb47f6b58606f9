import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import { EchoWorkspace } from "./echo-workspace.js";

// A ceiling: several deploys in one test, on a machine that may do many other things.
vi.setConfig({ testTimeout: 10 * 60_000 });

describeDocker("a version that does not come up, under load", () => {
  const workspace = new EchoWorkspace();
  beforeAll(async () => {
    await workspace.up();
    await workspace.deploy();
  });
  afterAll(() => workspace.remove());

  test.each([
    ["never gets ready", { ready: false }, "30s", "503 the moon is wrong"],
    ["ends again and again", { ready: false, dieAfterMs: 300 }, "5m", "exit code 7"],
  ])("that %s is rolled back, and no request fails meanwhile", async (name, settings, timeout, reason) => {
    const { version } = await workspace.ask();
    const before = await workspace.replicas();
    const load = await workspace.load();
    try {
      workspace.change({ reply: name, ...settings });
      const { exitCode, result } = await workspace.deploy("--timeout", timeout);
      expect(exitCode).toBe(5);
      expect(result.services[0]).toMatchObject({ state: "rolled-back", version, replicas: 1 });
      expect(result.services[0]?.reason).toContain(reason);
      const report = await load.stop();
      expect(report.failures).toEqual([]);
      expect(Object.keys(report.byVersion)).toEqual([version]);
    } finally {
      load.kill();
    }
    expect(await workspace.replicas()).toEqual(before);
  });
});
