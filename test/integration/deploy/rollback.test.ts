import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeDocker, docker } from "../../helpers/docker.js";
import { msx } from "../../helpers/msx.js";
import { EchoWorkspace } from "./echo-workspace.js";

// A ceiling: several deploys in one test, on a machine that may do many other things.
vi.setConfig({ testTimeout: 10 * 60_000 });

/** The tests follow each other: each says what it expects to find. */
describeDocker("msx rollback", () => {
  const workspace = new EchoWorkspace();
  let first: string | null | undefined;
  let second: string | null | undefined;
  beforeAll(() => workspace.up());
  afterAll(() => workspace.remove());

  const images = async (): Promise<string[]> =>
    (await docker("image", "ls", "--format", "{{.Tag}}", `${workspace.name}/echo`))
      .split("\n")
      .filter(Boolean);

  test("says that there is nothing to go back to, and why, before anything and after the first deploy", async () => {
    const before = await workspace.rollback("echo");
    expect(before.exitCode).toBe(2);
    expect(before.result).toMatchObject({ error: { code: "NOTHING_TO_ROLL_BACK" } });
    workspace.setEnv({ GREETING: "hello" });
    first = (await workspace.deploy()).result.services[0]?.version;
    const after = await workspace.rollback("echo");
    expect(after.exitCode).toBe(2);
    expect(after.result).toMatchObject({ error: { code: "NOTHING_TO_ROLL_BACK" } });
    expect(JSON.stringify(after.result)).toContain(`Running now: ${first}`);
    expect((await workspace.rollback("nope")).result).toMatchObject({ error: { code: "UNKNOWN_SERVICE" } });
  });

  test("with --dry-run says what it would do and does nothing", async () => {
    workspace.setEnv({ GREETING: "bye" });
    workspace.change({ reply: "two" });
    second = (await workspace.deploy()).result.services[0]?.version;
    const before = await workspace.replicas();
    const { exitCode, result } = await workspace.rollback("echo", "--dry-run");
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ changed: true, dryRun: true });
    expect(result.services[0]).toMatchObject({ state: "rolled-back", version: first });
    expect(result.services[0]?.steps?.map(({ kind }) => kind)).toEqual(["start", "route", "remove"]);
    expect(await workspace.replicas()).toEqual(before);
  });

  test("puts the version before back with the settings it had, and no request fails meanwhile", async () => {
    const load = await workspace.load();
    try {
      const { exitCode, result } = await workspace.rollback("echo");
      expect(exitCode).toBe(0);
      expect(result).toMatchObject({ changed: true, dryRun: false });
      expect(result.services[0]).toMatchObject({
        name: "echo",
        state: "rolled-back",
        version: first,
        replicas: 1,
      });
      expect(result.services[0]?.error).toBeUndefined();
      const { failures } = await load.stop();
      expect(failures).toEqual([]);
    } finally {
      load.kill();
    }
    expect(await workspace.ask()).toMatchObject({ reply: "one", version: first, greeting: "hello" });
  });

  test("a second time returns to the newer one", async () => {
    expect((await workspace.rollback("echo")).result.services[0]).toMatchObject({ version: second });
    expect(await workspace.ask()).toMatchObject({ reply: "two", greeting: "bye" });
  });

  test("the next deploy deploys the sources again", async () => {
    await workspace.rollback("echo");
    const { result } = await workspace.deploy();
    expect(result.services[0]).toMatchObject({ state: "deployed", version: second });
  });

  test("of the images only what runs and what a rollback needs are kept", async () => {
    workspace.change({ reply: "three" });
    const third = (await workspace.deploy()).result.services[0]?.version;
    expect((await images()).sort()).toEqual([second, third].sort());
  });

  test("an image that is gone is named", async () => {
    await docker("image", "rm", `${workspace.name}/echo:${second}`);
    const { exitCode, result } = await workspace.rollback("echo");
    expect(exitCode).toBe(2);
    expect(JSON.stringify(result)).toContain(`${workspace.name}/echo:${second}`);
  });

  test("for a person it says what happened, in their language", async () => {
    const { exitCode, stderr } = await msx(["rollback", "echo", "--lang", "es"], { cwd: workspace.folder });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("no tiene una versión anterior");
  });
});
