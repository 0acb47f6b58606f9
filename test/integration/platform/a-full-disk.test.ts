import { readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DockerWorkspace, describeDocker, docker, inspect } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";
import { noDisk, smallDisk } from "../../helpers/small-disk.js";

interface Outcome {
  readonly error?: { readonly code: string; readonly what: string; readonly why: string };
  readonly resources?: readonly { readonly name: string; readonly state: string }[];
}

describe.skipIf(noDisk)(`a full disk${noDisk ? ` (${noDisk})` : ""}`, () => {
  test("new: says so, leaves nothing, and works when there is space", async () => {
    const disk = smallDisk(512);
    onTestFinished(() => disk.end());
    const args = ["new", "workspace", "shop", "--reference"];
    const full = await msxJson<Outcome>(args, { cwd: disk.folder, timeoutMs: 300_000 });
    expect(full.exitCode).toBe(4);
    expect(full.result.error).toMatchObject({ code: "DISK_FULL", what: expect.stringContaining("shop") });
    expect(readdirSync(disk.folder)).toEqual([]);
    disk.resize(64 * 1024);
    expect((await msxJson(args, { cwd: disk.folder, timeoutMs: 300_000 })).exitCode).toBe(0);
  });
});

const disabled = "platform: { disabled: [rabbitmq, consul, aws, tracing, gateway] }";

describeDocker("a full disk under the platform", () => {
  test.skipIf(noDisk)(
    "up: where .msx cannot be written nothing is started; with space again it is",
    async () => {
      const workspace = new DockerWorkspace();
      onTestFinished(() => workspace.remove());
      const disk = smallDisk(256);
      onTestFinished(() => disk.end());
      const yaml = `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${disabled}\n`;
      writeFileSync(path.join(disk.folder, "msx.yaml"), yaml);
      const filler = disk.fill();
      const full = await msxJson<Outcome>(["up"], { cwd: disk.folder, timeoutMs: 300_000 });
      expect(full.exitCode).toBe(4);
      expect(full.result.error).toMatchObject({ code: "DISK_FULL", what: expect.stringContaining(".msx") });
      expect(await workspace.leftovers()).toEqual([]);
      rmSync(filler);
      expect(
        (await msxJson<Outcome>(["up"], { cwd: disk.folder, timeoutMs: 300_000 })).result.error,
      ).toBeUndefined();
      await msxJson(["down", "--volumes", "--yes"], { cwd: disk.folder, timeoutMs: 300_000 });
      expect(await workspace.leftovers()).toEqual([]);
    },
    300_000,
  );

  test("up: a database whose volume is full is named, with the server's own words, and not left half-made", async () => {
    const workspace = new DockerWorkspace();
    onTestFinished(() => workspace.remove());
    workspace.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${disabled}\n`,
    );
    const run = () => msxJson<Outcome>(["up"], { cwd: workspace.folder, timeoutMs: 300_000 });
    expect((await run()).exitCode).toBe(0);
    const volume = `${workspace.name}-postgres-data`;
    const { Labels } = await inspect<{ Labels: Record<string, string> }>(volume);
    const labels = Object.entries(Labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]);
    await docker("rm", "--force", `${workspace.name}-postgres-1`);
    await docker("volume", "rm", volume);
    const tiny = ["--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o=size=4m"];
    await docker("volume", "create", ...labels, ...tiny, volume);
    const full = await run();
    expect(full.exitCode).toBe(4);
    expect(full.result.error).toMatchObject({
      code: "DISK_FULL",
      what: expect.stringContaining("postgres"),
      why: expect.stringMatching(/no space left on device/i),
    });
    expect(await docker("ps", "--all", "--quiet", "--filter", `label=msx.workspace=${workspace.name}`)).toBe(
      "",
    );
    await docker("volume", "rm", volume);
    expect((await run()).result.resources).toMatchObject([{ name: "postgres", state: "ready" }]);
  }, 300_000);
});
