import { expect, test } from "vitest";
import { describeDotnet } from "../helpers/dotnet.js";
import { scenarioSteps } from "../helpers/scenario.js";
import { serverlessSteps } from "../helpers/serverless-scenario.js";
import { finish, startQuickstart } from "./quickstart-process.js";

const minutes = 60_000;
const withoutDocker = { DOCKER_HOST: "unix:///nowhere/docker.sock" };

/** The three services in C#, and neighbours in two languages that know each other by contracts and events only. */
describeDotnet("the reference workspace without Docker", () => {
  test.each([
    ["microservice", "dotnet"],
    ["microservice", "user=dotnet,payment=typescript,order=dotnet"],
    ["lambda", "dotnet"],
  ])(
    "carries the scenario out with --form %s --stack %s, in one trace, and passes the audit",
    async (form, stack) => {
      const started = startQuickstart(["--json", "--form", form, "--stack", stack], withoutDocker);
      const { exitCode, stdout, stderr } = await finish(started);
      expect(exitCode, stderr).toBe(0);
      const report = JSON.parse(stdout) as {
        readonly engine: string;
        readonly services: readonly { readonly state: string }[];
        readonly scenario: readonly { readonly step: string }[];
        readonly audit: { readonly pass: number; readonly fail: number };
      };
      expect(report.engine).toBe("embedded");
      expect(new Set(report.services.map(({ state }) => state))).toEqual(new Set(["deployed"]));
      const steps = form === "lambda" ? { ...scenarioSteps, ...serverlessSteps } : scenarioSteps;
      expect(report.scenario.map(({ step }) => step)).toEqual(Object.keys(steps));
      expect(report.audit.fail).toBe(0);
    },
    15 * minutes,
  );
});
