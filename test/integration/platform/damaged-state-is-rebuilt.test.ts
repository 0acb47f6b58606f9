import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DockerWorkspace, describeDocker, inspect } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";

interface Report {
  readonly changed: boolean;
  readonly resources: readonly { readonly state: string }[];
  readonly error?: { readonly code: string; readonly what: string; readonly fix: string };
}

describeDocker("what a crash leaves in .msx", () => {
  let workspace: DockerWorkspace;
  let container = "";
  let intact = "";
  const run = (...args: string[]) => msxJson<Report>(args, { cwd: workspace.folder, timeoutMs: 300_000 });
  const file = (name: string): string => path.join(workspace.folder, ".msx", name);

  beforeAll(async () => {
    workspace = new DockerWorkspace();
    const disabled = "platform: { disabled: [rabbitmq, consul, aws, tracing, gateway] }";
    workspace.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${disabled}\n`,
    );
    expect((await run("up")).exitCode).toBe(0);
    container = (await inspect<{ Id: string }>(`${workspace.name}-postgres-1`)).Id;
    intact = readFileSync(file("state/state.json"), "utf8");
  });
  afterAll(() => workspace.remove());

  test.each<[string, () => void]>([
    ["a state that ends in the middle", () => writeFileSync(file("state/state.json"), intact.slice(0, 40))],
    ["an empty state", () => writeFileSync(file("state/state.json"), "")],
    ["a state of another shape", () => writeFileSync(file("state/state.json"), '{"id": 7, "secrets": []}')],
    ["no .msx at all", () => rmSync(file(""), { recursive: true })],
    [
      "a half-written new state",
      () => writeFileSync(file("state/state.json.999999999.tmp"), intact.slice(0, 9)),
    ],
    ["a lock of a process that is gone", () => lock('{"pid":999999999,"started":"1","command":"up"}')],
    [
      "a lock whose process id is another's by now",
      () => lock(`{"pid":${process.pid},"started":"1","command":"up"}`),
    ],
    ["an empty lock", () => lock("")],
    ["a lock that is no lock", () => lock("null")],
  ])("%s: up keeps what runs", async (_, leave) => {
    leave();
    const { exitCode, result, stderr } = await run("up");
    expect(exitCode, stderr).toBe(0);
    expect(result.changed).toBe(false);
    expect((await inspect<{ Id: string }>(`${workspace.name}-postgres-1`)).Id).toBe(container);
    expect(JSON.parse(readFileSync(file("state/state.json"), "utf8"))).toEqual(JSON.parse(intact));
  });

  test("the passwords are lost and the data is kept: up says so at once, and what to do; it makes nothing", async () => {
    await run("down");
    rmSync(file(""), { recursive: true });
    const { exitCode, result } = await run("up");
    expect(exitCode).toBe(4);
    expect(result.error).toMatchObject({
      code: "SECRETS_LOST",
      what: expect.stringContaining(`${workspace.name}-postgres-data`),
      fix: expect.stringContaining("msx down --volumes"),
    });
    expect((await workspace.leftovers()).length).toBe(1);
    await run("down", "--volumes", "--yes");
    expect((await run("up")).exitCode).toBe(0);
    await run("down", "--volumes", "--yes");
    expect(await workspace.leftovers()).toEqual([]);
  }, 200_000);

  function lock(text: string): void {
    mkdirSync(file("run"), { recursive: true });
    writeFileSync(file("run/lock.json"), text);
  }
});
