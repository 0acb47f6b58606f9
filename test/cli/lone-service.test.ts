// A service in a repository of its own: a workspace of one.
import { renameSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { withoutDocker } from "../helpers/embedded.js";
import { msx, msxJson } from "../helpers/msx.js";
import { suiteFolder } from "../helpers/temp-folder.js";

const folder = suiteFolder();
const alone = (): string => path.join(folder(), "item-service");

beforeAll(async () => {
  const made = await msx(["new", "workspace", "shop"], { cwd: folder() });
  const added = await msx(["new", "service", "item-service", "--entity", "Item"], {
    cwd: path.join(folder(), "shop"),
  });
  expect([made.exitCode, added.exitCode]).toEqual([0, 0]);
  renameSync(path.join(folder(), "shop/services/item-service"), alone());
});

test("its platform is named like it, from any folder of it", async () => {
  for (const cwd of [alone(), path.join(alone(), "src")]) {
    const { exitCode, result } = await msxJson<{ workspace: string }>(["status"], {
      cwd,
      env: withoutDocker,
    });
    expect([exitCode, result.workspace]).toEqual([0, "item-service"]);
  }
});

test("no second service is made in it: that takes a workspace", async () => {
  const { exitCode, result } = await msxJson<{ error: { code: string } }>(
    ["new", "service", "other-service", "--entity", "Other"],
    { cwd: alone() },
  );
  expect([exitCode, result.error.code]).toEqual([2, "NO_WORKSPACE"]);
});
