import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { withoutDocker } from "../../helpers/embedded.js";
import { msx, msxBin } from "../../helpers/msx.js";
import { suiteFolder } from "../../helpers/temp-folder.js";

interface Workflow {
  readonly jobs: { readonly service: { readonly steps: readonly { readonly run?: string }[] } };
}
interface GitlabPipeline {
  readonly test: { readonly script: readonly string[] };
}

/** A platform from nothing and a whole test run, on whatever machine. */
const runTimeoutMs = 300_000;

const folder = suiteFolder();
const workspace = (): string => path.join(folder(), "shop");
const service = (): string => path.join(workspace(), "services/item-service");
const alone = (): string => path.join(folder(), "item-service");

beforeAll(async () => {
  const made = await msx(["new", "workspace", "shop", "--ci", "github"], { cwd: folder() });
  const added = await msx(["new", "service", "item-service", "--entity", "Item", "--ci", "gitlab"], {
    cwd: workspace(),
  });
  expect([made.exitCode, added.exitCode]).toEqual([0, 0]);
  await execa("npm", ["ci"], { cwd: service() });
  cpSync(service(), alone(), { recursive: true, verbatimSymlinks: true });
});

/** Runs a line of a pipeline as CI does, with this msx instead of the published one. */
async function runLine(lines: readonly string[], cwd: string): Promise<{ exitCode?: number; all: string }> {
  const line = lines.find((run) => run.includes(" exec ")) ?? "";
  const own = line.replace(/npx --yes @msx-platform\/cli@[\d.]+/, `"${process.execPath}" "${msxBin}"`);
  expect(own).toContain(msxBin);
  return execa("bash", ["-eo", "pipefail", "-c", own], {
    cwd,
    env: { ...withoutDocker, CI: "true", NO_COLOR: "1", FORCE_COLOR: "0" },
    reject: false,
    all: true,
  });
}

test(
  "a generated service's tests pass by its workspace's pipeline, without Docker, and none is skipped",
  async () => {
    const file = readFileSync(path.join(workspace(), ".github/workflows/ci.yml"), "utf8");
    const { jobs } = parse(file) as Workflow;
    const { exitCode, all } = await runLine(
      jobs.service.steps.flatMap(({ run }) => run ?? []),
      service(),
    );
    expect(exitCode, all).toBe(0);
    expect(all).toMatch(/Tests +\d+ passed \(\d+\)/);
    expect(all).toContain("chassis.integration.test.ts");
    expect(all).toContain("take shop down: 2 stopped");
  },
  runTimeoutMs,
);

test(
  "they pass by its own pipeline too, in a repository of its own",
  async () => {
    const pipeline = parse(readFileSync(path.join(alone(), ".gitlab-ci.yml"), "utf8")) as GitlabPipeline;
    const { exitCode, all } = await runLine(pipeline.test.script, alone());
    expect(exitCode, all).toBe(0);
    expect(all).toMatch(/Tests +\d+ passed \(\d+\)/);
    expect(all).toContain("chassis.integration.test.ts");
    expect(all).toContain("take item-service down: 2 stopped");
  },
  runTimeoutMs,
);
