import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { targetSuite } from "../../conformance/targets/suite.js";
import { describeDotnet } from "../../helpers/dotnet.js";
import { EmbeddedWorkspace, isRunning, withoutDocker } from "../../helpers/embedded.js";
import { msxBin } from "../../helpers/msx.js";
import { DotnetEcho } from "../deploy/echo-dotnet.js";
import type { Deployed } from "../deploy/echo-workspace.js";

const workspace = new EmbeddedWorkspace();
const echo = new DotnetEcho(workspace);
beforeAll(async () => {
  const { exitCode, stderr } = await workspace.run(["up"]);
  expect(exitCode, stderr).toBe(0);
});
afterAll(() => workspace.remove());

test("without an SDK the deploy says what to install", async () => {
  const { exitCode, result } = await workspace.run(["deploy"], { PATH: "/nowhere" });
  expect([exitCode, result.error?.code]).toEqual([4, "SDK_MISSING"]);
  expect(result.error?.fix).toContain("dotnet-sdk-10.0");
});

describeDotnet("a .NET service without Docker", () => {
  const ask = async () => fetch(`${(await workspace.variables()).GATEWAY_URL}/api/echo`);
  /** The replicas' processes, by the records that let a killed msx's processes be found. */
  const pids = (): number[] => {
    const folder = path.join(workspace.folder, ".msx/run/processes");
    return readdirSync(folder).map((file) => {
      const { pid } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { pid: number };
      return pid;
    });
  };

  const gatewayUrl = async () => (await workspace.variables()).GATEWAY_URL ?? "";
  targetSuite(() => echo.target((args) => workspace.run(args), gatewayUrl));

  test("what does not compile is not built; the compiler's line names the service's file", async () => {
    echo.write({ "src/Domain/Settings.cs": "namespace Domain;\nthis is no C#\n" });
    const { exitCode, result } = await workspace.run<Deployed>(["deploy"]);
    expect(exitCode).toBe(5);
    expect(result.services[0]?.error?.code).toBe("BUILD_FAILED");
    expect(result.services[0]?.reason).toMatch(/^src\/Domain\/Settings\.cs\(2,\d+\): error CS\d+/m);
    echo.change("three");
  });

  test("it is told how much memory it may use, and finds its contracts", async () => {
    const { heapMiB, contracts } = (await (await ask()).json()) as { heapMiB: number; contracts: boolean };
    expect({ heapMiB, contracts }).toEqual({ heapMiB: 384, contracts: true });
  });

  test("Ctrl-C in the middle of a build ends all that it started; what ran before goes on", async () => {
    echo.change("given up");
    const deploy = execa(process.execPath, [msxBin, "deploy"], {
      ...{ cwd: workspace.folder, env: withoutDocker, reject: false, stdio: "ignore" },
    });
    await expect.poll(builders, { interval: 20, timeout: 60_000 }).not.toEqual([]);
    deploy.kill("SIGINT");
    expect((await deploy).exitCode).toBe(130);
    expect(builders()).toEqual([]);
    expect(await (await ask()).json()).toMatchObject({ reply: "three" });
    echo.change("three");
  });

  test("replicas run side by side, and nothing of them or of their builds is left after down", async () => {
    const { exitCode, stderr } = await workspace.run(["deploy", "--replicas", "2"]);
    expect(exitCode, stderr).toBe(0);
    const running = pids();
    expect(running).toHaveLength(2);
    await workspace.run(["down"]);
    expect(running.filter(isRunning)).toEqual([]);
    expect(builders()).toEqual([]);
  });
});

/** The processes of builds: those that work in their folder or are given something in it. */
function builders(): string[] {
  const folder = path.join(workspace.folder, ".msx/builds");
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      const isIn = readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return (isIn || command.includes(folder)) && !command.endsWith("Service.dll\0");
    } catch {
      return false; // Gone meanwhile.
    }
  });
}
