import { afterAll, beforeAll, expect, test } from "vitest";
import { EchoWithoutDocker } from "./echo-without-docker.js";

const workspace = new EchoWithoutDocker();
beforeAll(async () => {
  const up = await workspace.run(["up"]);
  expect(up.exitCode, up.stderr).toBe(0);
  const deployed = await workspace.deploy();
  expect(deployed.exitCode, deployed.stderr).toBe(0);
});
afterAll(() => workspace.remove());

test("a new version takes over, a bad one never does, a canary gets its share: and no request fails", async () => {
  const load = await workspace.load();
  try {
    workspace.change({ reply: "two" });
    const { exitCode, result, stderr } = await workspace.deploy();
    expect(exitCode, stderr).toBe(0);
    const version = result.services[0]?.version;
    expect(await workspace.ask()).toMatchObject({ reply: "two", version });

    workspace.change({ reply: "three", ready: false, dieAfterMs: 300 });
    const bad = await workspace.deploy();
    expect(bad.exitCode).toBe(5);
    expect(bad.result.services[0]).toMatchObject({ state: "rolled-back", version, replicas: 1 });
    expect(bad.result.services[0]?.reason).toContain("exit code 7");
    expect(await workspace.ask()).toMatchObject({ reply: "two", version });
    // Half of the requests for a canary, then none again.
    workspace.change({ reply: "four" });
    const canary = await workspace.deploy("--canary", "50");
    expect(canary.exitCode, canary.stderr).toBe(0);
    const { byVersion: before } = await load.soFar();
    const { byVersion: after } = await load.advance(200);
    const gotSince = (one = ""): number => (after[one] ?? 0) - (before[one] ?? 0);
    const got = gotSince(canary.result.services[0]?.canary?.version);
    const share = got / (got + gotSince(version ?? ""));
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.65);
    expect((await workspace.run(["rollback", "echo"])).exitCode).toBe(0);
    expect(await workspace.ask()).toMatchObject({ reply: "two", version });

    const report = await load.stop();
    expect(report.failures).toEqual([]);
    expect(report.sent).toBeGreaterThan(100);
  } finally {
    load.kill();
  }
});
