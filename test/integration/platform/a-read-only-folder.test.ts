import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DockerWorkspace, describeDocker } from "../../helpers/docker.js";
import { msxBin, msxJson } from "../../helpers/msx.js";
import { noDisk, smallDisk } from "../../helpers/small-disk.js";
import { tempFolder } from "../../helpers/temp-folder.js";

interface Outcome {
  readonly error?: { readonly code: string; readonly what: string; readonly fix: string };
  readonly resources?: readonly { readonly state: string }[];
}

describe("a folder that cannot be written", () => {
  test.skipIf(noDisk)("new: a read-only file system is named", async () => {
    const disk = smallDisk(1024);
    onTestFinished(() => disk.end());
    disk.readOnly(true);
    const { exitCode, result } = await msxJson<Outcome>(["new", "workspace", "shop"], {
      cwd: disk.folder,
      timeoutMs: 300_000,
    });
    expect(exitCode).toBe(4);
    expect(result.error).toMatchObject({ code: "READ_ONLY", what: expect.stringContaining("shop") });
    expect(readdirSync(disk.folder)).toEqual([]);
  });

  test("new: a folder of somebody else's is named, with the way to look at it", () => {
    const folder = path.join(tempFolder(), "theirs");
    mkdirSync(folder);
    chmodSync(folder, 0o555);
    // Permission bits do not stop root: then it is done as nobody, who may at least look into the temporary folders.
    chmodSync(path.dirname(folder), 0o755);
    const nobody =
      process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--clear-groups", "--inh-caps=-all"] : [];
    const [program = "", ...args] = [
      ...nobody,
      process.execPath,
      msxBin,
      "new",
      "workspace",
      "shop",
      "--json",
    ];
    const run = spawnSync(program, args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, HOME: "/nonexistent" },
    });
    expect(run.status, run.stderr).toBe(4);
    const { error } = JSON.parse(run.stdout) as Outcome;
    expect(error).toMatchObject({ code: "READ_ONLY", fix: expect.stringContaining(`ls -ld ${folder}`) });
  });
});

describeDocker("a workspace on a read-only file system", () => {
  test.skipIf(noDisk)(
    "up says so and starts nothing; status can look",
    async () => {
      const workspace = new DockerWorkspace();
      onTestFinished(() => workspace.remove());
      const disk = smallDisk(1024);
      onTestFinished(() => disk.end());
      const yaml = `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n`;
      writeFileSync(path.join(disk.folder, "msx.yaml"), yaml);
      disk.readOnly(true);
      const up = await msxJson<Outcome>(["up"], { cwd: disk.folder, timeoutMs: 300_000 });
      expect(up.exitCode).toBe(4);
      expect(up.result.error).toMatchObject({ code: "READ_ONLY", what: expect.stringContaining(".msx") });
      expect(await workspace.leftovers()).toEqual([]);
      const status = await msxJson<Outcome>(["status"], { cwd: disk.folder, timeoutMs: 300_000 });
      expect(status.exitCode).toBe(0);
      expect(new Set(status.result.resources?.map(({ state }) => state))).toEqual(new Set(["stopped"]));
    },
    120_000,
  );
});
