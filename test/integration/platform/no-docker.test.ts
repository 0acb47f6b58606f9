import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { DockerWorkspace } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";

const workspace = new DockerWorkspace();
const nowhere = { cwd: workspace.folder, env: { DOCKER_HOST: "unix:///nowhere/docker.sock" } };

interface Failure {
  readonly error: { readonly code: string; readonly why: string; readonly fix: string };
}

afterAll(() => rmSync(workspace.folder, { recursive: true, force: true }));

test("up --engine docker without a daemon ends with 4 and says what each place answered", async () => {
  const { exitCode, result } = await msxJson<Failure>(["up", "--engine", "docker"], nowhere);
  expect(exitCode).toBe(4);
  expect(result.error.code).toBe("ENGINE_UNAVAILABLE");
  expect(result.error.why).toBe("unix:///nowhere/docker.sock (DOCKER_HOST): no such socket");
  expect(result.error.fix).toContain("--engine embedded");
});

test("doctor without a daemon says that the embedded engine takes its place", async () => {
  const { exitCode, result } = await msxJson<{
    ok: boolean;
    checks: { check: string; state: string; finding: string; remedy?: string }[];
  }>(["doctor"], nowhere);
  expect(exitCode).toBe(0);
  expect(result.ok).toBe(true);
  const notOk = result.checks.filter(({ check, state }) => state !== "ok" && !/^(port|disk)/.test(check));
  expect(notOk.map(({ check, state }) => [check, state])).toEqual([["docker", "warn"]]);
  expect(notOk[0]?.finding).toContain("unix:///nowhere/docker.sock (DOCKER_HOST): no such socket");
  expect(notOk[0]?.remedy).toContain("DOCKER_HOST");
  const engine = result.checks.filter(({ check }) => check === "engine").map(({ finding }) => finding);
  expect(engine.join()).toMatch(/embedded engine.*no Docker daemon answers/);
});

test("what last ran on Docker is not begun anew elsewhere while its daemon is away", async () => {
  workspace.write(
    ".msx/state/state.json",
    JSON.stringify({ id: "0123456789ab", secrets: {}, ports: {}, engine: "docker" }),
  );
  try {
    const { exitCode, result } = await msxJson<Failure>(["up"], nowhere);
    expect(exitCode).toBe(4);
    expect(result.error.code).toBe("ENGINE_UNAVAILABLE");
    const checked = await msxJson<{ ok: boolean; checks: { check: string; state: string }[] }>(
      ["doctor"],
      nowhere,
    );
    expect(checked.exitCode).toBe(4);
    expect(checked.result.checks.filter(({ state }) => state === "fail").map(({ check }) => check)).toEqual([
      "docker",
    ]);
  } finally {
    rmSync(path.join(workspace.folder, ".msx"), { recursive: true });
  }
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
