import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import { EchoWorkspace } from "./echo-workspace.js";

// A ceiling: several deploys in one test, on a machine that may do many other things.
vi.setConfig({ testTimeout: 10 * 60_000 });

describeDocker("msx deploy --replicas", () => {
  const workspace = new EchoWorkspace();
  beforeAll(() => workspace.up());
  afterAll(() => workspace.remove());

  test("two share the requests; one of them is drained by --replicas 1, and no request fails", async () => {
    expect((await workspace.deploy("--replicas", "2")).result.services[0]).toMatchObject({ replicas: 2 });
    const counts = Object.values(await workspace.count("id", 100));
    expect(counts).toHaveLength(2);
    for (const count of counts) expect(Math.abs(count - 50)).toBeLessThanOrEqual(5);
    const load = await workspace.load();
    try {
      const { exitCode, result } = await workspace.deploy("--replicas", "1");
      expect(exitCode).toBe(0);
      expect(result.services[0]).toMatchObject({ state: "deployed", replicas: 1 });
      const { failures } = await load.stop();
      expect(failures).toEqual([]);
    } finally {
      load.kill();
    }
    expect(await workspace.replicas()).toHaveLength(1);
  });
});
