import { afterAll, expect, test, vi } from "vitest";
import { LocalTarget } from "../../../src/deploy/targets/local/local-target.js";
import { RecordingIo } from "../../../src/io/recording-io.js";
import { openPlatform } from "../../../src/platform/platform.js";
import { loadWorkspace } from "../../../src/workspace/workspace.js";
import { describeDocker } from "../../helpers/docker.js";
import { EchoWorkspace } from "./echo-workspace.js";

// A ceiling: several deploys in one test, on a machine that may do many other things.
vi.setConfig({ testTimeout: 10 * 60_000 });

describeDocker("msx deploy of several services", () => {
  const workspace = new EchoWorkspace(["echo", "pong"]);
  afterAll(() => workspace.remove());

  test("without its platform it says so, with exit 4", async () => {
    const { exitCode, result } = await workspace.deploy();
    expect(exitCode).toBe(4);
    expect(result).toMatchObject({ error: { code: "PLATFORM_DOWN" } });
  });

  test("an unknown service is refused before anything is done", async () => {
    const { exitCode, result } = await workspace.deploy("nope");
    expect(exitCode).toBe(2);
    expect(result).toMatchObject({ error: { code: "UNKNOWN_SERVICE" } });
  });

  test("one that fails does not keep the others from going live", async () => {
    await workspace.up();
    workspace.change({ testPasses: false }, "echo");
    const { exitCode, result } = await workspace.deploy();
    expect(exitCode).toBe(5);
    expect(result).toMatchObject({
      changed: true,
      services: [
        { name: "echo", state: "failed", replicas: 0, url: null },
        { name: "pong", state: "deployed", replicas: 1 },
      ],
    });
  });

  test("only the named service is touched", async () => {
    workspace.change({}, "echo");
    const { result } = await workspace.deploy("echo");
    expect(result.services.map(({ name, state }) => `${name} ${state}`)).toEqual(["echo deployed"]);
  });

  test("the target tells what runs, puts the version before back, and takes a service away", async () => {
    const first = (await workspace.deploy("echo")).result.services[0]?.version;
    workspace.change({ reply: "two" }, "echo");
    const second = (await workspace.deploy("echo")).result.services[0]?.version;
    const loaded = loadWorkspace(workspace.folder);
    const io = new RecordingIo();
    const platform = await openPlatform({ workspace: loaded, engine: "auto", env: process.env, io });
    const target = new LocalTarget(platform, { env: process.env, timeoutMs: 60_000 });
    const [echo, pong] = loaded.allServices;
    if (!echo || !pong) throw new Error("the workspace has two services");
    const { signal } = new AbortController();

    expect(await target.status(echo)).toMatchObject({ version: second, replicas: 1, ready: 1 });
    const plan = await target.planRollback(echo);
    expect(await target.apply(plan, io, signal)).toMatchObject({ state: "rolled-back", version: first });
    expect(await target.status(echo)).toMatchObject({ version: first, replicas: 1, ready: 1 });
    await expect(target.planRollback(pong)).rejects.toMatchObject({ code: "NOTHING_TO_ROLL_BACK" });
    expect(await target.destroy(echo, signal)).toBe(1);
    expect(await target.status(echo)).toMatchObject({ replicas: 0, ready: 0 });
  });
});
