import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDotnet } from "../helpers/dotnet.js";
import { dotnetEnvironment } from "../helpers/dotnet-sdk.js";
import { EmbeddedWorkspace } from "../helpers/embedded.js";

const minutes = 60_000;

/** What relies on everything, and what relies on nothing; names differ in every spelling that a template could mix up. */
const services = {
  "hr-staff": ["--entity", "StaffMember", "--plural", "StaffPeople"],
  "rate-service": ["--entity", "ExchangeRate", "--database", "none"],
};

describeDotnet("a generated .NET project", () => {
  const workspace = new EmbeddedWorkspace();

  async function dotnet(service: string, args: readonly string[], variables: Record<string, string> = {}) {
    const { exitCode, all } = await execa("dotnet", [...args, "-m:1", "-nodeReuse:false"], {
      cwd: path.join(workspace.folder, "services", service),
      env: { ...dotnetEnvironment, ...variables },
      all: true,
      reject: false,
    });
    return { exitCode, all };
  }

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
      const built = await dotnet(service, ["build"]);
      expect(built.exitCode, built.all).toBe(0);
      expect(built.all).toMatch(/ 0 Warning\(s\)/);

      const { DATABASE_URL = "", AMQP_URL = "" } = await workspace.variables(service);
      const tested = await dotnet(service, ["test", "--no-build"], { DATABASE_URL, AMQP_URL });
      expect(tested.exitCode, tested.all).toBe(0);
      const suites = tested.all.match(/Passed! .*Skipped: +0,/g) ?? [];
      expect(suites, tested.all).toHaveLength(2);
    },
  );
});
