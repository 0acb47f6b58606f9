import { rmSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { DockerWorkspace } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";

const workspace = new DockerWorkspace();
const nowhere = { cwd: workspace.folder, env: { DOCKER_HOST: "unix:///nowhere/docker.sock" } };

interface Failure {
  readonly error: { readonly code: string; readonly why: string; readonly fix: string };
}

afterAll(() => rmSync(workspace.folder, { recursive: true, force: true }));

test("up without a daemon ends with 4 and says what each place answered", async () => {
  const { exitCode, result } = await msxJson<Failure>(["up"], nowhere);
  expect(exitCode).toBe(4);
  expect(result.error.code).toBe("ENGINE_UNAVAILABLE");
  expect(result.error.why).toBe("unix:///nowhere/docker.sock (DOCKER_HOST): no such socket");
});

test("the embedded engine is refused by name, with 4", async () => {
  const { exitCode, result } = await msxJson<Failure>(["up", "--engine", "embedded"], nowhere);
  expect(exitCode).toBe(4);
  expect(result.error.code).toBe("ENGINE_NOT_YET");
});

test("doctor without a daemon ends with 4, names the check and its remedy", async () => {
  const { exitCode, result } = await msxJson<{
    ok: boolean;
    checks: { check: string; state: string; remedy?: string }[];
  }>(["doctor"], nowhere);
  expect(exitCode).toBe(4);
  expect(result.ok).toBe(false);
  const failed = result.checks.filter(({ state }) => state === "fail");
  expect(failed.map(({ check }) => check)).toEqual(["docker"]);
  expect(failed[0]?.remedy).toContain("DOCKER_HOST");
});

test("a timeout that is none is a usage error", async () => {
  const { exitCode, result } = await msxJson<Failure>(["up", "--timeout", "soon"], nowhere);
  expect(exitCode).toBe(2);
  expect(result.error.code).toBe("USAGE");
});

test("down --volumes asks for --yes where nobody can be asked", async () => {
  const { exitCode, result } = await msxJson<Failure>(["down", "--volumes"], nowhere);
  expect(exitCode).toBe(2);
  expect(result.error.code).toBe("CONFIRMATION_NEEDED");
});
