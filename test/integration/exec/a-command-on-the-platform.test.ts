import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DockerWorkspace, describeDocker } from "../../helpers/docker.js";
import { EmbeddedWorkspace, isRunning, type Report, withoutDocker } from "../../helpers/embedded.js";
import { msx, msxJson } from "../../helpers/msx.js";
import { ExecProcess } from "./exec-process.js";

const settings = (name: string): string =>
  `apiVersion: msx/v1\nkind: Workspace\nname: ${name}\nplatform: { disabled: [postgres, rabbitmq, aws, tracing, gateway] }\n`;

/** Says where Consul is and that it answers, then ends as it is told. */
const asksConsul = `
const response = await fetch(process.env.CONSUL_HTTP_ADDR + "/v1/status/leader");
console.log(response.status, process.argv.slice(1).join(" "));
process.exitCode = 7;`;

/** Starts another process and never ends; both pids are on stdout. */
const neverEnds = `
import { spawn } from "node:child_process";
const helper = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
process.on("SIGTERM", () => { console.log("told to end"); process.exit(3); });
console.log(JSON.stringify([process.pid, helper.pid]));
setInterval(() => {}, 1000);`;

const script = (text: string): string[] => [process.execPath, "--input-type=module", "-e", text];
const pidsIn = (text: string): number[] => JSON.parse(/\[.*\]/.exec(text)?.[0] ?? "[]") as number[];

const docker = { DOCKER_HOST: process.env.DOCKER_HOST ?? "" };

// One suite, an engine each time.
const onEngine = (engine: "docker" | "embedded"): void => {
  const workspace = engine === "docker" ? new DockerWorkspace() : new EmbeddedWorkspace();
  const env: Record<string, string> = engine === "docker" ? { ...docker } : { ...withoutDocker };
  beforeAll(() => workspace.write("msx.yaml", settings(workspace.name)));
  afterAll(() => workspace.remove());

  const exec = (...args: string[]) =>
    msx(["exec", "--engine", engine, ...args], { cwd: workspace.folder, env });
  const start = (...args: string[]) => new ExecProcess(["--engine", engine, ...args], workspace.folder, env);
  const states = async (): Promise<string[]> => {
    const { result } = await msxJson<Report>(["status"], { cwd: workspace.folder, env });
    return result.resources.map(({ state }) => state);
  };
  const allDown = async () => expect(await states()).toEqual(["stopped"]);

  test("the command finds the platform, its output is its own, its exit code is kept, and all is down", async () => {
    const { exitCode, stdout, stderr } = await exec("--", ...script(asksConsul), "--", "--json", "a b", "--");
    expect(exitCode, stderr).toBe(7);
    expect(stdout).toBe("200 --json a b --");
    expect(stderr).toContain("start consul: ready");
    await allDown();
  });

  test("out of time it is ended with all it started: 124, and all is down", async () => {
    const { exitCode, stdout, stderr } = await exec("--timeout", "2s", "--", ...script(neverEnds));
    expect(exitCode, stderr).toBe(124);
    expect(stdout).toContain("told to end");
    expect(stderr).toContain("COMMAND_TIMEOUT");
    expect(pidsIn(stdout)).toHaveLength(2);
    expect(pidsIn(stdout).filter(isRunning)).toEqual([]);
    await allDown();
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s: the command is ended, 130, and all is down",
    async (name) => {
      const running = start("--", ...script(neverEnds));
      await expect.poll(() => pidsIn(running.stdout), { timeout: 60_000 }).toHaveLength(2);
      running.signal(name);
      expect(await running.exitCode(), running.stderr).toBe(130);
      expect(running.stdout).toContain("told to end");
      expect(running.stderr).toContain("Still running: -");
      expect(pidsIn(running.stdout).filter(isRunning)).toEqual([]);
      await allDown();
    },
  );

  test("SIGTERM while the platform starts: 130, the command never ran, and all is down", async () => {
    const running = start("--", "echo", "ran");
    await expect.poll(() => running.stderr, { interval: 2, timeout: 60_000 }).toContain("Engine: ");
    running.signal("SIGTERM");
    expect(await running.exitCode(), running.stderr).toBe(130);
    expect(running.stdout).toBe("");
    await allDown();
  });

  test("what ran before runs on", async () => {
    const up = await msx(["up", "--engine", engine], { cwd: workspace.folder, env });
    expect(up.exitCode, up.stderr).toBe(0);
    const { exitCode, stderr } = await exec("--", "false");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("ran before, so it is left running");
    expect(await states()).toEqual(["ready"]);
    const down = await msx(["down"], { cwd: workspace.folder, env });
    expect(down.exitCode, down.stderr).toBe(0);
  });
};

describe("without Docker", () => onEngine("embedded"));
describeDocker("with Docker", () => onEngine("docker"));
