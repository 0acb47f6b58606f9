import { expect, test } from "vitest";
import { describeDotnet } from "../helpers/dotnet.js";
import { scenarioSteps } from "../helpers/scenario.js";
import { finish, startQuickstart } from "./quickstart-process.js";

const minutes = 60_000;
const withoutDocker = { DOCKER_HOST: "unix:///nowhere/docker.sock" };

/** The three services in C#, and neighbours in two languages that know each other by contracts and events only. */
describeDotnet("the reference workspace without Docker", () => {
  test.each(["dotnet", "user=dotnet,payment=typescript,order=dotnet"])(
    "carries the scenario out with --stack %s, in one trace, and passes the audit",
    async (stack) => {
      const started = startQuickstart(["--json", "--stack", stack], withoutDocker);
      const { exitCode, stdout, stderr } = await finish(started);
      expect(exitCode, stderr).toBe(0);
      const report = JSON.parse(stdout) as {
        readonly engine: string;
        readonly services: readonly { readonly name: string; readonly state: string }[];
        readonly scenario: readonly { readonly step: string }[];
        readonly audit: { readonly pass: number; readonly fail: number };
      };
      expect(report.engine).toBe("embedded");
      expect(report.services.map(({ state }) => state)).toEqual(["deployed", "deployed", "deployed"]);
      expect(report.scenario.map(({ step }) => step)).toEqual(Object.keys(scenarioSteps));
      expect(report.audit.fail).toBe(0);
    },
    15 * minutes,
  );
});
