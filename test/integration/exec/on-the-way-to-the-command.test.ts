import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EmbeddedWorkspace, isRunning, type Report, withoutDocker } from "../../helpers/embedded.js";
import { msx, msxBin } from "../../helpers/msx.js";
import { noTerminal, PseudoTerminal } from "../../helpers/pseudo-terminal.js";
import { EchoWithoutDocker } from "../embedded/echo-without-docker.js";
import { ExecProcess } from "./exec-process.js";

interface Executed {
  readonly exitCode: number;
  readonly signal: string | null;
  readonly tookDown: boolean;
  readonly error?: { readonly code: string };
}

const notDown = async (workspace: EmbeddedWorkspace): Promise<string[]> => {
  const { resources, services } = (
    await workspace.run<Report & { services: { state: string }[] }>(["status"])
  ).result;
  return [...resources, ...services].map(({ state }) => state).filter((state) => state !== "stopped");
};

describe("with services", () => {
  const workspace = new EchoWithoutDocker();
  afterAll(() => workspace.remove());
  const asks = `
const response = await fetch(process.env.GATEWAY_URL + "/api/echo");
console.log(response.status, (await response.json()).reply);`;
  const exec = (...args: string[]) =>
    msx(["exec", "--deploy", ...args], { cwd: workspace.folder, env: withoutDocker });

  test("--deploy: the command uses them through the gateway", async () => {
    const { exitCode, stdout, stderr } = await exec(
      "--",
      process.execPath,
      "--input-type=module",
      "-e",
      asks,
    );
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toBe("200 one");
    expect(await notDown(workspace)).toEqual([]);
  });

  test("one that does not come up: 5, the command never ran, and all is down", async () => {
    workspace.change({ testPasses: false });
    const { exitCode, stdout, stderr } = await exec("--", "echo", "ran");
    expect(exitCode).toBe(5);
    expect(stdout).toBe("");
    expect(stderr).toContain("BUILD_FAILED");
    expect(await notDown(workspace)).toEqual([]);
  });
});

describe("with a database", () => {
  const workspace = new EmbeddedWorkspace(["order-service"]);
  beforeAll(() => {
    const disabled = "platform: { disabled: [rabbitmq, consul, aws, tracing, gateway] }";
    workspace.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${disabled}\n`,
    );
  });
  afterAll(() => workspace.remove());

  test("--service gives its own database; what was written is there the next time", async () => {
    const program = `
import pg from "${path.join(path.dirname(msxBin), "../node_modules/pg/esm/index.mjs")}";
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query("CREATE TABLE IF NOT EXISTS runs (at timestamptz DEFAULT now())");
await client.query("INSERT INTO runs DEFAULT VALUES");
const { rows } = await client.query("SELECT count(*)::int AS n, current_user AS who FROM runs");
console.error(JSON.stringify(rows[0]));
await client.end();`;
    for (const n of [1, 2]) {
      const args = ["exec", "--service", "order-service", "--", process.execPath];
      const { exitCode, stderr } = await msx([...args, "--input-type=module", "-e", program], {
        cwd: workspace.folder,
        env: withoutDocker,
      });
      expect(exitCode, stderr).toBe(0);
      expect(stderr).toContain(JSON.stringify({ n, who: "order_service" }));
    }
    expect(await notDown(workspace)).toEqual([]);
  });

  test("--volumes: the next time there is nothing", async () => {
    const run = (...args: string[]) =>
      msx(["exec", ...args], { cwd: workspace.folder, env: withoutDocker, timeoutMs: 60_000 });
    const data = path.join(workspace.folder, ".msx/data");
    expect((await run("--", "test", "-d", data)).exitCode).toBe(0);
    expect(existsSync(data)).toBe(true);
    expect((await run("--volumes", "--", "true")).exitCode).toBe(0);
    expect(existsSync(path.join(data, "postgres"))).toBe(false);
  });

  test("a resource that does not start: its failure, its exit code, and all is down", async () => {
    const disabled = "platform: { disabled: [rabbitmq, aws, tracing, gateway] }";
    workspace.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${disabled}\n`,
    );
    // Data of another major version, which PostgreSQL does not start on.
    workspace.write(".msx/data/postgres/cluster/PG_VERSION", "17\n");
    const { exitCode, stdout, stderr } = await msx(["exec", "--json", "--", "echo", "ran"], {
      cwd: workspace.folder,
      env: withoutDocker,
    });
    expect(exitCode, stderr).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "RESOURCE_FAILED" } });
    expect(stderr).toContain("start consul: ready");
    expect(stderr).not.toContain("ran\n");
    expect(await notDown(workspace)).toEqual([]);
  });
});

describe("with Consul only", () => {
  const workspace = new EmbeddedWorkspace();
  beforeAll(() => {
    const disabled = "platform: { disabled: [postgres, rabbitmq, aws, tracing, gateway] }";
    workspace.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${disabled}\n`,
    );
  });
  afterAll(() => workspace.remove());

  test("--json is one document; the command's output is on stderr, and its --json is its own", async () => {
    const { exitCode, result, stderr } = await workspace.run<Executed>([
      ...["exec", "--json", "--", "sh", "-c", "echo here; kill -9 $$", "--lang", "--json"],
    ]);
    expect(exitCode).toBe(128 + 9);
    expect(result).toMatchObject({ exitCode: 137, signal: "SIGKILL", engine: "embedded", tookDown: true });
    expect(stderr).toContain("here\n");
    expect(await notDown(workspace)).toEqual([]);
  });

  test("the command reads what comes by stdin", async () => {
    const { stdout, exitCode } = await shell(`echo from outside | node "${msxBin}" exec -- cat`);
    expect({ stdout, exitCode }).toEqual({ stdout: "from outside\n", exitCode: 0 });
  });

  test("a command that is not there: 127, said as text though it has a --json, and all is down", async () => {
    const { exitCode, stdout, stderr } = await msx(["exec", "--", "no-such-program", "--json"], {
      cwd: workspace.folder,
      env: withoutDocker,
    });
    expect(exitCode).toBe(127);
    expect(stdout).toBe("");
    expect(stderr).toContain("COMMAND_UNUSABLE");
    expect(await notDown(workspace)).toEqual([]);
  });

  test.each([[[]], [["npm", "test"]], [["npm", "--", "test"]], [["--timeout", "soon", "--", "true"]]])(
    "usage: %j ends with 2 before anything starts",
    async (args) => {
      const { exitCode, stderr } = await msx(["exec", ...args], {
        cwd: workspace.folder,
        env: withoutDocker,
      });
      expect(exitCode).toBe(2);
      expect(stderr).not.toContain("Engine:");
    },
  );

  test("beside another one it takes nothing of the other's down", async () => {
    const untilTold = "echo up; for i in $(seq 600); do [ -e goes-on ] && break; sleep 0.1; done";
    const first = new ExecProcess(["--", "sh", "-c", untilTold], workspace.folder, withoutDocker);
    await expect.poll(() => first.stdout, { timeout: 60_000 }).toContain("up");
    // It ran before for this one.
    const second = await msx(["exec", "--", "true"], { cwd: workspace.folder, env: withoutDocker });
    expect(second.exitCode, second.stderr).toBe(0);
    expect(await notDown(workspace)).toEqual(["ready"]);
    workspace.write("goes-on", "");
    expect(await first.exitCode()).toBe(0);
    expect(await notDown(workspace)).toEqual([]);
  });

  test.skipIf(noTerminal)("Ctrl-C in a terminal reaches the command once, and all is down", async () => {
    const program = `
let pressed = 0;
process.on("SIGINT", () => { pressed += 1; setTimeout(() => { console.log("pressed " + pressed); process.exit(9); }, 500); });
console.log("pid " + process.pid + ", terminal " + process.stdin.isTTY);
setInterval(() => {}, 1000);`;
    workspace.write("waits.mjs", program);
    const terminal = new PseudoTerminal(`node ${msxBin} exec -- node waits.mjs`, {
      cwd: workspace.folder,
      env: withoutDocker,
    });
    await terminal.until(() => terminal.text.includes("terminal true"), 60_000);
    const pid = Number(/pid (\d+)/.exec(terminal.text)?.[1]);
    terminal.pressCtrlC();
    expect(await terminal.end(60_000)).toBe(130);
    expect(terminal.text).toContain("pressed 1");
    expect(isRunning(pid)).toBe(false);
    expect(await notDown(workspace)).toEqual([]);
  });

  async function shell(line: string): Promise<{ stdout: string; exitCode: number | undefined }> {
    const { execa } = await import("execa");
    const { stdout, exitCode } = await execa("sh", ["-c", line], {
      cwd: workspace.folder,
      env: withoutDocker,
      reject: false,
      stripFinalNewline: false,
    });
    return { stdout, exitCode };
  }
});
