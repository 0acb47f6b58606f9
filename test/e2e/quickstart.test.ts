import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { describeDocker, docker } from "../helpers/docker.js";
import { scenarioSteps } from "../helpers/scenario.js";
import { finish, startQuickstart } from "./quickstart-process.js";

const withoutDocker = { DOCKER_HOST: "unix:///nowhere/docker.sock" };

test("without a Docker daemon it does the same work on the embedded engine, and leaves nothing", async () => {
  const { exitCode, stdout, stderr } = await finish(startQuickstart(["--json"], withoutDocker));
  expect(exitCode, stderr).toBe(0);
  const report = JSON.parse(stdout) as {
    readonly engine: string;
    readonly folder: string;
    readonly scenario: readonly { readonly step: string }[];
    readonly audit: { readonly fail: number };
  };
  expect(report.engine).toBe("embedded");
  expect(report.scenario.map(({ step }) => step)).toEqual(Object.keys(scenarioSteps));
  expect(report.audit.fail).toBe(0);
  expect(stderr).toContain("Without Docker");
  expect(existsSync(path.dirname(report.folder))).toBe(false);
}, 600_000);

test("asked for Docker where no daemon is, it says on one screen what is missing and how to get it, exit 4", async () => {
  const { exitCode, stdout } = await finish(startQuickstart(["--engine", "docker"], withoutDocker));
  expect(exitCode).toBe(4);
  expect(stdout).toContain("needs a Docker daemon");
  expect(stdout).toContain("https://docs.docker.com/get-docker");
  expect(stdout.split("\n").length).toBeLessThan(25);
});

test("it speaks Spanish where the locale does", async () => {
  const env = { LC_ALL: "es_AR.UTF-8", ...withoutDocker };
  const { stdout } = await finish(startQuickstart(["--engine", "docker"], env));
  expect(stdout).toContain("necesita un daemon de Docker");
});

describeDocker("an interrupted quickstart", () => {
  test("takes down what it started and ends with 130", async () => {
    const child = startQuickstart(["--json"]);
    let folder = "";
    let workspace = "";
    child.stderr?.on("data", (chunk) => {
      workspace ||= /new workspace (shop-[0-9a-f]{4})/.exec(String(chunk))?.[1] ?? "";
      // Something runs by now: the interruption hits `up` in its middle.
      if (/✔ start consul/.test(String(chunk))) child.kill("SIGINT");
      folder ||= /(\S*msx-quickstart-\S*)/.exec(String(chunk))?.[1] ?? "";
    });
    const { exitCode, stdout, stderr } = await finish(child);
    expect(exitCode, stderr).toBe(130);
    expect(stdout).toBe("");
    expect(stderr).toContain("Interrupted.");
    const own = ["--quiet", "--filter", `label=msx.workspace=${workspace}`];
    expect(workspace).not.toBe("");
    expect(await docker("ps", "--all", ...own)).toBe("");
    expect(await docker("volume", "ls", ...own)).toBe("");
    expect(folder === "" || !existsSync(folder)).toBe(true);
  });
});
