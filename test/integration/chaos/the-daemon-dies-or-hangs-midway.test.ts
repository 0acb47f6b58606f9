import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DaemonProxy, type Fault } from "../../helpers/daemon-proxy.js";
import { describeDocker, docker } from "../../helpers/docker.js";
import { msxBin, msxJson } from "../../helpers/msx.js";
import { EchoWorkspace } from "../deploy/echo-workspace.js";

interface Outcome {
  readonly error?: { readonly code: string; readonly why: string };
}

/** What one call may take when the daemon is to hang: the default is long to wait for. */
const impatient = { MSX_DOCKER_TIMEOUT: "8s" };

/** Far more than any of it takes, and less than for ever, which is what a hang would take. */
const patienceMs = 300_000;

// The steps follow each other on one platform, so that it is started as seldom as can be.
describeDocker("a Docker daemon that dies or hangs in the middle of a command", () => {
  const workspace = new EchoWorkspace();
  const proxy = new DaemonProxy();
  beforeAll(() => proxy.heal());
  afterAll(async () => {
    proxy.end();
    await workspace.remove();
  });

  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    msxJson<Outcome>(args, { cwd: workspace.folder, env: { ...proxy.env, ...env }, timeoutMs: patienceMs });

  /** The command ends by itself with exit code 4 and says that the daemon is gone. */
  async function fails(args: readonly string[], fault: Fault, at: RegExp): Promise<void> {
    proxy.failAt(at, fault);
    const { exitCode, result } = await run(args, fault === "hangs" ? impatient : {});
    expect(proxy.failed, `no call matched ${at}: ${proxy.calls.join("\n")}`).toBe(true);
    await proxy.heal();
    expect(result.error?.code, JSON.stringify(result)).toBe("ENGINE_LOST");
    expect(exitCode).toBe(4);
  }

  async function converges(...args: string[]): Promise<void> {
    const { exitCode, result, stderr } = await run(args);
    expect(result.error, stderr).toBeUndefined();
    expect(exitCode, stderr).toBe(0);
  }

  test("a daemon that is not there at all: the place that was tried is named", async () => {
    proxy.fail("dies");
    const { exitCode, result } = await run(["up", "--engine", "docker"]);
    await proxy.heal();
    expect(exitCode).toBe(4);
    expect(result.error?.code).toBe("ENGINE_UNAVAILABLE");
    expect(JSON.stringify(result)).toContain(proxy.env.DOCKER_HOST);
  });

  test("up: it dies while a container is made, hangs while one starts; then up gets ready", async () => {
    await fails(["up"], "dies", /POST \S+containers\/create/);
    await fails(["up"], "hangs", /POST \S+containers\/\w+\/start/);
    await converges("up");
  });

  test("status: it hangs", () => fails(["status"], "hangs", /GET \S+containers\/json/));

  test("deploy: it hangs during the build, dies while the service starts; then deploy ends the work", async () => {
    await fails(["deploy"], "hangs", /POST \S+\/build/);
    await fails(["deploy"], "dies", /POST \S+containers\/\w+\/start/);
    await converges("deploy");
    const own = ["--filter", `label=msx.workspace=${workspace.name}`, "--filter", "label=msx.service=echo"];
    expect((await docker("ps", "--all", "--quiet", ...own)).split("\n")).toHaveLength(1);
  });

  test.each<Fault>(["dies", "hangs"])("logs -f: it %s while nothing is said", async (fault) => {
    const child = spawn(process.execPath, [msxBin, "logs", "-f", "gateway"], {
      cwd: workspace.folder,
      env: { ...process.env, ...proxy.env, ...impatient, LANG: "C", LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: patienceMs,
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    await once(child.stdout, "data");
    child.stdout.resume();
    proxy.fail(fault);
    const [exitCode] = await once(child, "exit");
    await proxy.heal();
    expect(said).toContain("ENGINE_LOST");
    expect(exitCode).toBe(4);
  });

  test("down: it dies while a container stops; then down --volumes leaves nothing", async () => {
    await fails(["down"], "dies", /POST \S+containers\/\w+\/stop/);
    await converges("down", "--volumes", "--yes");
    expect(await workspace.leftovers()).toEqual([]);
  });
});
