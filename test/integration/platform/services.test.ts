import { randomUUID } from "node:crypto";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RecordingIo } from "../../../src/io/recording-io.js";
import type { Instance, ServiceSpec } from "../../../src/platform/engines/engine.js";
import { resolveImage } from "../../../src/platform/images.js";
import { openPlatform, type Platform } from "../../../src/platform/platform.js";
import { reviveServices } from "../../../src/platform/revive-services.js";
import { loadWorkspace } from "../../../src/workspace/workspace.js";
import { DockerWorkspace, describeDocker, docker, inspect } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";

interface Hardened {
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[];
    readonly Memory: number;
    readonly RestartPolicy: { readonly Name: string };
  };
}

const server = `
const http = require("node:http");
console.log("listens as", process.env.SERVICE_NAME);
http.createServer((_, res) => res.end("ok")).listen(8080);
process.on("SIGTERM", () => process.exit(0));
`;

// What `deploy` builds on, with the smallest service there can be.
describeDocker("services on the docker engine", () => {
  let workspace: DockerWorkspace;
  let platform: Platform;
  let image: string;
  const { signal } = new AbortController();
  const spec = (number: number): ServiceSpec => ({
    service: "tiny-service",
    number,
    version: "v1",
    image,
    env: { SERVICE_NAME: "tiny-service" },
    ports: [{ name: "http", container: 8080, scheme: "http", host: 18_080 }],
    memoryMiB: 128,
    pids: 64,
    labels: { previous: "v0" },
    specHash: "abc",
  });
  const ready = (instance: Instance): Promise<void> =>
    expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${instance.ports.http}/`).then(
            (answer) => answer.text(),
            () => "",
          ),
        {
          timeout: 30_000,
        },
      )
      .toBe("ok");

  beforeAll(async () => {
    workspace = new DockerWorkspace(["tiny-service"]);
    image = `${workspace.name}/tiny-service:v1`;
    workspace.write("services/tiny-service/server.cjs", server);
    workspace.write("services/tiny-service/secret.txt", "not for the image");
    workspace.write("services/tiny-service/.dockerignore", "secret.txt\n");
    workspace.write(
      "services/tiny-service/Dockerfile",
      'ARG NODE_IMAGE\nFROM $NODE_IMAGE\nWORKDIR /app\nCOPY . .\nRUN ls /app && cat extra.txt\nUSER 1000\nCMD ["node", "server.cjs"]\n',
    );
    platform = await openPlatform({
      workspace: loadWorkspace(workspace.folder),
      engine: "docker",
      env: process.env,
      io: new RecordingIo(),
    });
    platform.state.save();
  });
  afterAll(async () => {
    await workspace.remove();
    await execa("docker", ["rmi", "--force", image], { reject: false });
  });

  test.each(["BuildKit", "classic"])(
    "an image is built with the %s builder, its lines are told",
    async (builder) => {
      const env = { ...process.env, ...(builder === "classic" && { DOCKER_BUILDKIT: "0" }) };
      const { engine } = await openPlatform({ ...platform, engine: "docker", env, io: new RecordingIo() });
      const lines: string[] = [];
      const base = resolveImage("node", platform.workspace, process.env).reference;
      // New in every run: a step that comes from an earlier run's build cache prints nothing.
      const told = `told by ${builder} ${randomUUID()}`;
      const { id } = await engine.services.build(
        {
          tag: image,
          folder: `${workspace.folder}/services/tiny-service`,
          args: { NODE_IMAGE: base },
          labels: { "msx.service": "tiny-service" },
          extraFiles: { "extra.txt": `${told}\n` },
        },
        (line) => lines.push(line),
        signal,
      );
      expect(id).toBe(await engine.services.imageId(image));
      const log = lines.join("\n");
      expect(log).toContain("server.cjs");
      expect(log).toContain(told);
      expect(log).not.toContain("secret.txt");
    },
    120_000,
  );

  test("a failing build rejects with the builder's words and leaves no container", async () => {
    const before = await docker("ps", "--all", "--quiet", "--no-trunc");
    workspace.write(
      "broken/Dockerfile",
      "ARG NODE_IMAGE\nFROM $NODE_IMAGE\nRUN echo it breaks here && exit 7\n",
    );
    const lines: string[] = [];
    const request = {
      tag: `${image}-broken`,
      folder: `${workspace.folder}/broken`,
      args: { NODE_IMAGE: resolveImage("node", platform.workspace, process.env).reference },
    };
    const build = platform.engine.services.build(request, (line) => lines.push(line), signal);
    await expect(build).rejects.toThrow(/exit code: 7|returned a non-zero code: 7/);
    expect(lines.join("\n")).toContain("it breaks here");
    const after = (await docker("ps", "--all", "--quiet", "--no-trunc")).split("\n");
    expect(after.filter((id) => !before.includes(id))).toEqual([]);
  }, 120_000);

  test("replicas run hardened, on ports of their own, and settle", async () => {
    const { services } = platform.engine;
    const one = await services.start(spec(1), signal);
    const two = await services.start(spec(2), signal);
    expect(one.name).toBe(`${workspace.name}-tiny-service-1`);
    expect(one).toMatchObject({
      state: "running",
      version: "v1",
      labels: { previous: "v0" },
      settled: false,
    });
    expect(two.ports.http).not.toBe(one.ports.http);
    await ready(one);
    await ready(two);
    for (const instance of [one, two]) await services.settle(instance);
    expect((await services.inspect(one))?.settled).toBe(true);
    const { HostConfig } = await inspect<Hardened>(one.name);
    expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ["ALL"], Memory: 128 * 1024 * 1024 });
    expect(await services.tail(one, 5)).toEqual(["listens as tiny-service"]);
  }, 60_000);

  test("status lists them by their labels", async () => {
    interface Report {
      readonly services: readonly {
        readonly name: string;
        readonly replicas: number;
        readonly state: string;
      }[];
    }
    const { result } = await msxJson<Report>(["status"], { cwd: workspace.folder });
    expect(result.services).toMatchObject([
      { name: "tiny-service", version: "v1", replicas: 2, state: "ready" },
    ]);
  });

  test("stopped, paused and cut-off replicas are started again", async () => {
    const [one, two] = await platform.engine.observe();
    await docker("stop", one?.name ?? "");
    await docker("network", "disconnect", "--force", `${workspace.name}-network`, two?.name ?? "");
    const options = { timeoutMs: 30_000, io: new RecordingIo(), signal };
    const revived = await reviveServices(platform, await platform.engine.observe(), options);
    expect(revived).toEqual([{ name: "tiny-service" }, { name: "tiny-service" }]);
    const again = await platform.engine.observe();
    expect(again.map(({ state, name }) => [name, state])).toEqual([
      [one?.name, "running"],
      [two?.name, "running"],
    ]);
    await ready(again[1] ?? (one as Instance));
    expect(await reviveServices(platform, await platform.engine.observe(), options)).toEqual([]);
  }, 60_000);

  test("down removes them with everything else", async () => {
    const { exitCode } = await msxJson(["down", "--volumes", "--yes"], { cwd: workspace.folder });
    expect(exitCode).toBe(0);
    expect(await workspace.leftovers()).toEqual([]);
  });
});
