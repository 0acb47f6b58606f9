import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeDocker, docker, inspect } from "../../helpers/docker.js";
import { msx, msxJson, repositoryRoot } from "../../helpers/msx.js";
import { EchoWorkspace } from "./echo-workspace.js";

// A ceiling: several deploys in one test, on a machine that may do many other things.
vi.setConfig({ testTimeout: 10 * 60_000 });

interface Container {
  readonly Id: string;
  readonly Config: { readonly User: string };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[];
    readonly SecurityOpt: readonly string[];
    readonly Memory: number;
    readonly PidsLimit: number;
    readonly PortBindings: Readonly<Record<string, readonly { HostIp: string }[]>>;
  };
}

/** The tests share one platform and follow each other: each says what it expects to find. */
describeDocker("msx deploy on the local target", () => {
  const workspace = new EchoWorkspace();
  beforeAll(() => workspace.up());
  afterAll(() => workspace.remove());

  async function ask(): Promise<{ reply: string; version: string; id: string; uid: number }> {
    const { result } = await msxJson<Record<string, string>>(["env"], { cwd: workspace.folder });
    const response = await fetch(`${result.GATEWAY_URL}/api/echo`);
    expect(response.status).toBe(200);
    return (await response.json()) as Awaited<ReturnType<typeof ask>>;
  }

  async function containers(): Promise<string[]> {
    const names = await docker(
      ...["ps", "--all", "--format", "{{.Names}}"],
      ...["--filter", `label=msx.workspace=${workspace.name}`, "--filter", "label=msx.service"],
    );
    return names.split("\n").filter(Boolean).sort();
  }

  const name = (number: number): string => `${workspace.name}-echo-${number}`;

  test("a dry run says what would be done and does nothing", async () => {
    const { exitCode, result } = await workspace.deploy("--dry-run");
    expect(exitCode).toBe(0);
    expect(result.changed).toBe(true);
    expect(result.services[0]?.steps?.map(({ kind }) => kind)).toEqual(["build", "start", "route"]);
    expect(await containers()).toEqual([]);
  });

  test("a service is built, started, registered and reached through the gateway", async () => {
    const { exitCode, result } = await workspace.deploy();
    expect(exitCode).toBe(0);
    const [echo] = result.services;
    expect(result.changed).toBe(true);
    expect(echo).toMatchObject({ name: "echo", state: "deployed", replicas: 1 });
    expect(echo?.version).toMatch(/^[0-9a-f]{12}$/);
    expect(echo?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/echo$/);
    expect(await ask()).toEqual({ reply: "one", version: echo?.version, id: name(1), uid: 1000 });
  });

  test("it runs without rights that it does not need, and on this machine only", async () => {
    const { HostConfig, Config } = await inspect<Container>(name(1));
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
    });
    expect(HostConfig.Memory).toBeGreaterThan(0);
    expect(HostConfig.PidsLimit).toBeGreaterThan(0);
    expect(HostConfig.PortBindings["8080/tcp"]?.[0]?.HostIp).toBe("127.0.0.1");
    expect(Config.User).toBe("node");
  });

  test("what did not change is neither built nor restarted", async () => {
    const before = await inspect<Container>(name(1));
    const { exitCode, result } = await workspace.deploy();
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ changed: false, services: [{ state: "unchanged", replicas: 1 }] });
    expect((await inspect<Container>(name(1))).Id).toBe(before.Id);
  });

  test("a new version takes the place of the old one", async () => {
    workspace.change({ reply: "two" });
    const { exitCode, result } = await workspace.deploy();
    expect(exitCode).toBe(0);
    expect(await ask()).toMatchObject({ reply: "two", version: result.services[0]?.version });
    expect(await containers()).toEqual([name(2)]);
  });

  test("a version that never gets ready is removed, and the one before goes on serving", async () => {
    const before = await ask();
    workspace.change({ reply: "three", ready: false });
    const { exitCode, result } = await workspace.deploy("--timeout", "5s");
    expect(exitCode).toBe(5);
    const [echo] = result.services;
    expect(result.changed).toBe(false);
    expect(echo).toMatchObject({ state: "rolled-back", version: before.version, replicas: 1 });
    expect(echo?.reason).toContain("503 the moon is wrong");
    expect(echo?.reason).toContain("echo three starts");
    expect(await ask()).toEqual(before);
    expect(await containers()).toEqual([name(2)]);
  });

  test("a version that ends is rolled back at once, with its exit code and last words", async () => {
    workspace.change({ reply: "four", ready: false, dieAfterMs: 300 });
    const started = Date.now();
    const { exitCode, result } = await workspace.deploy("--timeout", "100s");
    expect(exitCode).toBe(5);
    expect(Date.now() - started).toBeLessThan(60_000);
    expect(result.services[0]?.reason).toContain("exit code 7");
    expect(result.services[0]?.reason).toContain("echo gives up");
    expect(await containers()).toEqual([name(2)]);
  });

  test("a failing unit test ends the build: nothing is started, and its lines are shown", async () => {
    workspace.change({ reply: "five", testPasses: false });
    const { exitCode, result } = await workspace.deploy();
    expect(exitCode).toBe(5);
    expect(result.services[0]).toMatchObject({ state: "failed", replicas: 1 });
    expect(result.services[0]?.reason).toContain("adds up");
    expect(await ask()).toMatchObject({ reply: "two" });
    expect(await containers()).toEqual([name(2)]);
  });

  test("for a person, a failure says why and what to run next, in their language", async () => {
    const { exitCode, stdout } = await msx(["deploy", "--lang", "es"], { cwd: workspace.folder });
    expect(exitCode).toBe(5);
    expect(stdout).toContain("echo no se pudo construir");
    expect(stdout).toContain("msx deploy echo");
  });

  test("replicas are added and taken away; what serves already is kept", async () => {
    workspace.change({ reply: "two" });
    expect((await workspace.deploy("--replicas", "2")).result.services[0]).toMatchObject({
      state: "deployed",
      replicas: 2,
    });
    expect(await containers()).toEqual([name(1), name(2)]);
    expect(new Set([(await ask()).id, (await ask()).id])).toEqual(new Set([name(1), name(2)]));
    expect((await workspace.deploy()).result.services[0]).toMatchObject({ state: "deployed", replicas: 1 });
    expect(await containers()).toHaveLength(1);
  });

  test("a replica that was removed or stopped by hand comes back", async () => {
    await docker("rm", "--force", (await containers())[0] ?? "");
    expect((await workspace.deploy()).result).toMatchObject({ changed: true });
    await ask();
    await docker("stop", "--time", "1", (await containers())[0] ?? "");
    expect((await workspace.deploy()).result).toMatchObject({ changed: true });
    await ask();
    expect(await containers()).toHaveLength(1);
  });

  test("a deploy killed midway leaves the old version serving, and the next one ends the work", async () => {
    const before = await ask();
    workspace.change({ reply: "six", ready: false });
    const child = startDeploy();
    await until(async () => (await containers()).length === 2);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await ask()).toEqual(before);
    workspace.change({ reply: "seven" });
    const { exitCode } = await workspace.deploy();
    expect(exitCode).toBe(0);
    expect(await ask()).toMatchObject({ reply: "seven" });
    expect(await containers()).toHaveLength(1);
  });

  test("Ctrl-C removes what was half-way, says what runs, and ends with 130", async () => {
    const [running] = await containers();
    workspace.change({ reply: "eight", ready: false });
    const child = startDeploy();
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    await until(async () => (await containers()).length === 2);
    child.kill("SIGINT");
    const [exitCode] = await once(child, "exit");
    expect(exitCode).toBe(130);
    expect(JSON.parse(said)).toMatchObject({ error: { code: "INTERRUPTED" } });
    expect(said).toContain(running);
    expect(await containers()).toEqual([running]);
  });

  function startDeploy() {
    return spawn(process.execPath, [`${repositoryRoot}bin/run.js`, "deploy", "--json"], {
      cwd: workspace.folder,
      stdio: ["ignore", "pipe", "ignore"],
    });
  }
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("the condition did not come true within 60 s");
    await sleep(200);
  }
}
