import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";
import { EchoWorkspace } from "./echo-workspace.js";

// A ceiling: several deploys in one test, on a machine that may do many other things.
vi.setConfig({ testTimeout: 10 * 60_000 });

/** The tests follow each other: each says what it expects to find. */
describeDocker("msx deploy --canary", () => {
  const workspace = new EchoWorkspace(["echo", "pong"]);
  let stable: string;
  let canary: string;
  beforeAll(() => workspace.up());
  afterAll(() => workspace.remove());

  /** Of 200 requests, how many the canary answered; weights are spread evenly, so that this is no matter of luck. */
  async function share(): Promise<number> {
    const counts = await workspace.count("version", 200);
    expect(Object.keys(counts).filter((version) => version !== stable && version !== canary)).toEqual([]);
    return ((counts[canary] ?? 0) / 200) * 100;
  }

  test("is refused beside nothing, for an identical version, and for a share that is none", async () => {
    const beside = await workspace.deploy("echo", "--canary", "10");
    expect(beside.exitCode).toBe(2);
    expect(beside.result).toMatchObject({ error: { code: "CANARY_WITHOUT_STABLE" } });
    expect(await workspace.replicas()).toEqual([]);
    stable = (await workspace.deploy()).result.services[0]?.version ?? "";
    const identical = await workspace.deploy("--canary", "10");
    expect(identical.exitCode).toBe(2);
    expect(identical.result).toMatchObject({ error: { code: "CANARY_IDENTICAL" } });
    for (const share of ["0", "100", "-5", "half"]) {
      const { exitCode, result } = await workspace.deploy("echo", `--canary=${share}`);
      expect({ share, exitCode, result }).toMatchObject({
        exitCode: 2,
        result: { error: { code: "USAGE" } },
      });
    }
  });

  test("gives the new version its share beside the present one; what did not change is left alone", async () => {
    workspace.change({ reply: "two" });
    const { exitCode, result } = await workspace.deploy("--canary", "10");
    expect(exitCode).toBe(0);
    const [echo, pong] = result.services;
    expect(echo).toMatchObject({ state: "deployed", version: stable, replicas: 1 });
    expect(echo?.canary).toMatchObject({ percent: 10, replicas: 1 });
    expect(pong).toMatchObject({ state: "unchanged", canary: null });
    canary = echo?.canary?.version ?? "";
    expect(canary).not.toBe(stable);
    expect(await share()).toBeGreaterThan(7);
    expect(await share()).toBeLessThan(13);
    const again = await workspace.deploy("echo", "--canary", "10");
    expect(again.result).toMatchObject({ changed: false, services: [{ state: "unchanged" }] });
    const { result: status } = await msxJson<{ services: readonly unknown[] }>(["status"], {
      cwd: workspace.folder,
    });
    expect(status.services[0]).toMatchObject({
      version: stable,
      replicas: 1,
      canary: { version: canary, percent: 10, replicas: 1 },
    });
  });

  test("its share is moved, it is finished, and no request fails meanwhile", async () => {
    const load = await workspace.load();
    try {
      const half = await workspace.deploy("echo", "--canary", "50");
      expect(half.result.services[0]?.canary).toEqual({ version: canary, percent: 50, replicas: 1 });
      expect(await share()).toBeGreaterThan(40);
      expect(await share()).toBeLessThan(60);
      const done = await workspace.deploy("echo");
      expect(done.result.services[0]).toMatchObject({ state: "deployed", version: canary, canary: null });
      const { failures } = await load.stop();
      expect(failures).toEqual([]);
    } finally {
      load.kill();
    }
    expect(await share()).toBe(100);
    expect(await workspace.replicas()).toHaveLength(2);
  });

  test("one that never gets ready is removed, and the present one gets everything", async () => {
    [stable, canary] = [canary, ""];
    workspace.change({ reply: "three", ready: false });
    const { exitCode, result } = await workspace.deploy("echo", "--canary", "20", "--timeout", "30s");
    expect(exitCode).toBe(5);
    expect(result.services[0]).toMatchObject({ state: "rolled-back", version: stable, canary: null });
    expect(await share()).toBe(0);
  });

  test("a rollback takes it back and leaves the present one as it is", async () => {
    workspace.change({ reply: "four" });
    const before = await workspace.replicas();
    canary = (await workspace.deploy("echo", "--canary", "30")).result.services[0]?.canary?.version ?? "";
    expect(await workspace.replicas()).toHaveLength(before.length + 1);
    const { exitCode, result } = await workspace.rollback("echo");
    expect(exitCode).toBe(0);
    expect(result.services[0]).toMatchObject({ state: "rolled-back", version: stable, canary: null });
    expect(await workspace.replicas()).toEqual(before);
    expect(await share()).toBe(0);
  });
});
