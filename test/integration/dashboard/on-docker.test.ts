import { afterAll, beforeAll, expect } from "vitest";
import { describeBrowser } from "../../helpers/browser.js";
import { describeDocker } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";
import { EchoWorkspace, serviceYaml } from "../deploy/echo-workspace.js";
import { eventsYaml, workspaceYaml } from "./dashboard-workspace.js";
import { pageSuite } from "./page-suite.js";

describeDocker("the dashboard of a platform of containers", () => {
  describeBrowser("in Chromium", () => {
    const workspace = new EchoWorkspace();
    beforeAll(async () => {
      workspace.write("msx.yaml", workspaceYaml(workspace.name));
      workspace.write("services/echo/service.yaml", `${serviceYaml("echo")}${eventsYaml}`);
      await workspace.up();
      const { exitCode, stderr } = await workspace.deploy();
      expect(exitCode, stderr).toBe(0);
    });
    afterAll(async () => {
      await workspace.remove();
      expect(await workspace.leftovers()).toEqual([]);
    });

    const { folder } = workspace;
    const variables = async () => (await msxJson<Record<string, string>>(["env"], { cwd: folder })).result;
    pageSuite({ engine: "docker", workspace: () => ({ folder, variables }), env: {} });
  });
});
