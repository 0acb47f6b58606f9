import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDotnet, dotnet } from "../helpers/dotnet.js";
import { EmbeddedWorkspace } from "../helpers/embedded.js";

const minutes = 60_000;

/** What relies on everything, and what relies on nothing; names differ in every spelling that a template could mix up. */
const services = {
  "hr-staff": ["--entity", "StaffMember", "--plural", "StaffPeople"],
  "rate-service": ["--entity", "ExchangeRate", "--database", "none"],
};

describeDotnet("a generated .NET project", () => {
  const workspace = new EmbeddedWorkspace();

  const folderOf = (service: string) => path.join(workspace.folder, "services", service);

  beforeAll(async () => {
    for (const [service, subject] of Object.entries(services)) {
      const made = await workspace.run(["new", "service", service, "--stack", "dotnet", ...subject]);
      expect(made.exitCode, made.stderr).toBe(0);
    }
    const { exitCode, stderr } = await workspace.run(["up", "--only", "postgres,rabbitmq"]);
    expect(exitCode, stderr).toBe(0);
  }, 10 * minutes);

  afterAll(() => workspace.remove());

  test.each(Object.keys(services))(
    "%s builds without a warning, and passes its tests on the platform's servers",
    { timeout: 15 * minutes },
    async (service) => {
      const built = await dotnet(["build", "-m:1"], folderOf(service));
      expect(built).toMatch(/ 0 Warning\(s\)/);

      const { DATABASE_URL = "", AMQP_URL = "" } = await workspace.variables(service);
      const servers = { DATABASE_URL, AMQP_URL };
      const tested = await dotnet(["test", "--no-build", "-m:1"], folderOf(service), servers);
      expect(tested.match(/Passed! .*Skipped: +0,/g) ?? [], tested).toHaveLength(2);
    },
  );
});
