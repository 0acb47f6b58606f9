import { afterAll, expect, test } from "vitest";
import { describeDocker, docker, inspect } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";
import { EchoWorkspace } from "../deploy/echo-workspace.js";

interface Report {
  readonly changed: boolean;
  readonly resources: readonly {
    readonly state: string;
    readonly endpoints: Readonly<Record<string, string>>;
  }[];
  readonly error?: {
    readonly code: string;
    readonly what: string;
    readonly why: string;
    readonly fix: string;
  };
}

describeDocker("two workspaces on one machine", () => {
  const one = new EchoWorkspace();
  const other = new EchoWorkspace();
  /** The same name as the first one's, in another folder. */
  const namesake = new EchoWorkspace();
  afterAll(async () => {
    for (const workspace of [one, other, namesake]) await workspace.remove();
  });
  const run = ({ folder }: EchoWorkspace, ...args: string[]) =>
    msxJson<Report>(args, { cwd: folder, timeoutMs: 200_000 });
  const ports = async (workspace: EchoWorkspace): Promise<string[]> =>
    (await run(workspace, "status")).result.resources.flatMap(({ state, endpoints }) =>
      state === "ready" ? Object.values(endpoints) : [],
    );
  const ids = async (workspace: EchoWorkspace): Promise<string> =>
    docker("ps", "--quiet", "--filter", `label=msx.workspace=${workspace.name}`);

  test("both come up at the same time, on ports of their own", async () => {
    const both = await Promise.all([run(one, "up"), run(other, "up")]);
    for (const { exitCode, stderr } of both) expect(exitCode, stderr).toBe(0);
    const [first, second] = [await ports(one), await ports(other)];
    expect(first).toHaveLength(2);
    expect(second).toHaveLength(2);
    expect(new Set([...first, ...second]).size).toBe(4);
  }, 300_000);

  test("taking one down leaves the other as it was", async () => {
    const before = await ids(one);
    await run(other, "down", "--volumes", "--yes");
    expect(await other.leftovers()).toEqual([]);
    expect(await ids(one)).toBe(before);
    expect(await ports(one)).toHaveLength(2);
  }, 200_000);

  test("the same name in another folder is refused, naming that folder; nothing of it is touched", async () => {
    namesake.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${one.name}\nplatform: { disabled: [postgres, rabbitmq, aws, tracing] }\n`,
    );
    const before = await ids(one);
    const up = await run(namesake, "up");
    expect(up.exitCode).toBe(4);
    expect(up.result.error).toMatchObject({
      code: "NAME_CONFLICT",
      what: expect.stringContaining(one.name),
      why: expect.stringContaining(one.folder),
      fix: expect.stringContaining("msx.yaml"),
    });
    const down = await run(namesake, "down", "--volumes", "--yes");
    expect(down.exitCode).toBe(0);
    expect(down.result.changed).toBe(false);
    expect(await ids(one)).toBe(before);
    expect((await inspect<{ State: { Status: string } }>(`${one.name}-gateway-1`)).State.Status).toBe(
      "running",
    );
  }, 200_000);
});
