import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DockerWorkspace, describeDocker, docker } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";
import { nodeImage } from "../chaos/killable-workspace.js";

interface Report {
  readonly changed: boolean;
  readonly resources: readonly { readonly name: string; readonly endpoints: { readonly http?: string } }[];
}

describeDocker("a busy port", () => {
  test("gives way to the next free one: its owner is named, the choice is recorded and shown", async () => {
    const workspace = new DockerWorkspace();
    onTestFinished(() => workspace.remove());
    const [mine, next, wanted] = await freeNeighbours();
    const theirs = await docker(
      ...["run", "--detach", "--name", `${workspace.name}-blocker`, "--publish", `127.0.0.1:${next}:1`],
      ...["--entrypoint", "node", nodeImage, "-e", "setInterval(() => {}, 1e6)"],
    );
    onTestFinished(async () => void (await docker("rm", "--force", theirs)));
    const platform = `platform: { ports: { consul: ${wanted} }, disabled: [postgres, rabbitmq, aws, tracing, gateway] }`;
    workspace.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${platform}\n`,
    );
    const run = (...args: string[]) => msxJson<Report>(args, { cwd: workspace.folder, timeoutMs: 300_000 });

    const { exitCode, result, stderr } = await run("up");
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(new RegExp(`port ${wanted} is taken \\(by .*pid ${process.pid}\\)`));
    const url = result.resources[0]?.endpoints.http ?? "";
    const port = Number(new URL(url).port);
    // The one above it is a container's.
    expect(port).toBeGreaterThan(next);
    const { result: env } = await msxJson<Record<string, string>>(["env"], {
      cwd: workspace.folder,
      timeoutMs: 300_000,
    });
    expect(env.CONSUL_HTTP_ADDR).toBe(url);
    expect((await run("status")).result.resources[0]?.endpoints.http).toBe(url);
    const state = readFileSync(path.join(workspace.folder, ".msx", "state", "state.json"), "utf8");
    expect((JSON.parse(state) as { ports: Record<string, number> }).ports["consul.http"]).toBe(port);
    expect((await run("up")).result.changed).toBe(false);

    // A container that is made again while a container has the wanted port: that one is named.
    mine.close();
    await once(mine, "close");
    workspace.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${platform.replace(String(wanted), String(next))}\n`,
    );
    await docker("rm", "--force", `${workspace.name}-consul-1`);
    const again = await run("up");
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain(`port ${next} is taken (by container ${workspace.name}-blocker)`);
    await run("down", "--volumes", "--yes");
    expect(await workspace.leftovers()).toEqual([]);
  }, 300_000);
});

/** A port this process listens on, and the free one above it. */
async function freeNeighbours(): Promise<[Server, next: number, wanted: number]> {
  for (;;) {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const above = createServer();
    const free = await new Promise<boolean>((resolve) => {
      above.once("error", () => resolve(false)).listen(port + 1, "127.0.0.1", () => resolve(true));
    });
    above.close();
    if (free) return [server, port + 1, port];
    server.close();
  }
}
