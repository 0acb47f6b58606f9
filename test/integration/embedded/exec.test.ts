import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, expect, test } from "vitest";
import { withoutDocker } from "../../helpers/embedded.js";
import { msx, msxBin } from "../../helpers/msx.js";
import { EchoWithoutDocker } from "./echo-without-docker.js";

const workspace = new EchoWithoutDocker();
afterAll(() => workspace.remove());

const run = (...args: string[]) => msx(["exec", ...args], { cwd: workspace.folder, env: withoutDocker });
/** What a program prints that is told where the platform is. */
const ask = (url: string): string[] => [
  process.execPath,
  "-e",
  `fetch(${url}).then(async (r) => { console.log(r.status, await r.text()); process.exit(3); })`,
];
const isDown = (): boolean => !existsSync(path.join(workspace.folder, ".msx/run/supervisor.json"));

test("the command finds the platform by its variables, its exit code is kept, and nothing runs afterwards", async () => {
  const { exitCode, stdout, stderr } = await run(
    "--",
    ...ask("process.env.CONSUL_HTTP_ADDR + '/v1/status/leader'"),
  );
  expect(exitCode, stderr).toBe(3);
  expect(stdout).toMatch(/^200 "127\.0\.0\.1:\d+"$/);
  expect(isDown()).toBe(true);
});

test("with --deploy the services answer through the gateway; --json says what was done", async () => {
  const { exitCode, stdout, stderr } = await run(
    ...["--deploy", "--json", "--"],
    ...ask("process.env.GATEWAY_URL + '/api/echo'"),
  );
  expect(exitCode, stderr).toBe(3);
  expect(stderr).toMatch(/^200 .*"reply":"one"/m);
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 3, engine: "embedded", tookDown: true });
  expect(isDown()).toBe(true);
});

test("a service that does not come up ends it before the command, and takes everything down", async () => {
  workspace.change({ reply: "bad", testPasses: false });
  const { exitCode, stdout, stderr } = await run("--deploy", "--", process.execPath, "-p", "'ran'");
  expect(exitCode).toBe(5);
  expect(stderr).toContain("BUILD_FAILED");
  expect(stdout).not.toContain("ran");
  expect(isDown()).toBe(true);
});

test("a program that is not there, and one that does not end, leave nothing running", async () => {
  expect((await run("--", "no-such-program")).exitCode).toBe(2);
  expect(isDown()).toBe(true);
  const { exitCode, stderr } = await run(
    "--timeout",
    "1s",
    "--",
    process.execPath,
    "-e",
    "setInterval(() => {}, 1000)",
  );
  expect(exitCode).toBe(4);
  expect(stderr).toContain("COMMAND_TIMEOUT");
  expect(isDown()).toBe(true);
});

test("Ctrl-C ends the command, then the platform, with 130", async () => {
  const child = execa(
    process.execPath,
    [msxBin, "exec", "--", process.execPath, "-e", "console.log('begun'); setInterval(() => {}, 1000)"],
    { cwd: workspace.folder, env: withoutDocker, reject: false, stdin: "ignore" },
  );
  await once(child.stdout, "data");
  child.kill("SIGINT");
  const { exitCode } = await child;
  expect(exitCode).toBe(130);
  expect(isDown()).toBe(true);
});

test("what ran before goes on running", async () => {
  expect((await workspace.run(["up"])).exitCode).toBe(0);
  const before = workspace.supervisorPid();
  const { stdout } = await run("--json", "--", process.execPath, "-p", "1");
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0, tookDown: false });
  expect(workspace.supervisorPid()).toBe(before);
});
