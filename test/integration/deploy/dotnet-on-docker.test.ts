import { afterAll, beforeAll, expect, test } from "vitest";
import { targetSuite } from "../../conformance/targets/suite.js";
import { DockerWorkspace, describeDocker, docker, inspect } from "../../helpers/docker.js";
import { describeDotnet } from "../../helpers/dotnet.js";
import { msxJson } from "../../helpers/msx.js";
import { DotnetEcho } from "./echo-dotnet.js";

describeDocker("a .NET service in containers", () => {
  describeDotnet("with an SDK to make the images of", () => {
    const workspace = new DockerWorkspace();
    const echo = new DotnetEcho(workspace);
    const run = <T>(args: readonly string[]) =>
      msxJson<T>(args, { cwd: workspace.folder, timeoutMs: 600_000 });
    const gatewayUrl = async () => (await run<{ GATEWAY_URL: string }>(["env"])).result.GATEWAY_URL;

    beforeAll(async () => {
      const { exitCode, stderr } = await run(["up"]);
      expect(exitCode, stderr).toBe(0);
    });
    afterAll(async () => {
      await workspace.remove();
      const images = await docker("image", "ls", "--quiet", `${workspace.name}/*`);
      if (images) await docker("image", "rm", "--force", ...new Set(images.split("\n")));
    });

    targetSuite(() => echo.target(run, gatewayUrl));

    test("it runs hardened, knows what memory it has, and Docker finds it healthy", async () => {
      const { contracts, heapMiB, id } = (await (await fetch(`${await gatewayUrl()}/api/echo`)).json()) as {
        contracts: boolean;
        heapMiB: number;
        id: string;
      };
      expect({ contracts, heapMiB }).toEqual({ contracts: true, heapMiB: 384 });
      const { Config, HostConfig } = await inspect<{
        Config: { User: string; Image: string };
        HostConfig: { ReadonlyRootfs: boolean };
      }>(id);
      expect([Config.User, HostConfig.ReadonlyRootfs]).toEqual(["1654:1654", true]);
      const { Config: image } = await inspect<{ Config: { Healthcheck: { Test: string[] } } }>(Config.Image);
      const [, ...command] = image.Healthcheck.Test;
      await docker("exec", id, ...command);
    });
  });
});
