import { readFileSync } from "node:fs";
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

const folder = suiteFolder();
const workspace = (): string => path.join(folder(), "shop");
const service = (): string => path.join(workspace(), "services/item-service");

beforeAll(async () => {
  const made = await msx(["new", "workspace", "shop", "--ci", "github"], { cwd: folder() });
  const added = await msx(["new", "service", "item-service", "--entity", "Item"], { cwd: workspace() });
  expect([made.exitCode, added.exitCode]).toEqual([0, 0]);
  await execa("npm", ["ci"], { cwd: service() });
});

test("a generated service's tests pass by its pipeline's own line, without Docker, and none is skipped", async () => {
  const workflow = parse(
    readFileSync(path.join(workspace(), ".github/workflows/ci.yml"), "utf8"),
  ) as Workflow;
  const line = workflow.jobs.service.steps
    .flatMap(({ run }) => run ?? [])
    .find((run) => run.includes(" exec "));
  const own = line?.replace("npx --yes @msx-platform/cli", `"${process.execPath}" "${msxBin}"`) ?? "";
  expect(own).toContain(msxBin);
  const { exitCode, all } = await execa("bash", ["-eo", "pipefail", "-c", own], {
    cwd: service(),
    env: { ...withoutDocker, CI: "true", NO_COLOR: "1", FORCE_COLOR: "0" },
    reject: false,
    all: true,
  });
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/Tests +\d+ passed \(\d+\)/);
  expect(all).toContain("chassis.integration.test.ts");
  expect(all).toContain("take shop down: 2 stopped");
});
