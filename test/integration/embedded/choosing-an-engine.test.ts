import { afterAll, expect, test } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import { EmbeddedWorkspace } from "../../helpers/embedded.js";

const daemon = { DOCKER_HOST: process.env.DOCKER_HOST ?? "" };

interface Doctor {
  readonly ok: boolean;
  readonly checks: readonly { readonly check: string; readonly state: string; readonly finding: string }[];
}

describeDocker("--engine auto with a daemon that answers", () => {
  const workspace = new EmbeddedWorkspace();
  afterAll(() => workspace.remove());
  const engineOf = ({ checks }: Doctor): string =>
    checks.flatMap(({ check, finding }) => (check === "engine" ? [finding] : [])).join("; ");

  test("takes Docker where its images can be had", async () => {
    const { exitCode, result } = await workspace.run<Doctor>(["doctor"], daemon);
    expect(exitCode, JSON.stringify(result)).toBe(0);
    expect(engineOf(result)).toBe("msx up will use Docker");
  });

  test("goes without where an image cannot, and says which and why", async () => {
    const env = { ...daemon, MSX_IMAGE_CONSUL: "registry.invalid/none:1" };
    const doctor = await workspace.run<Doctor>(["doctor"], env);
    expect(doctor.exitCode).toBe(0);
    expect(engineOf(doctor.result)).toMatch(/embedded engine.*registry\.invalid\/none:1 cannot be had/);
    const { exitCode, result, stderr } = await workspace.run(["up", "--only", "consul"], env);
    expect(exitCode, stderr).toBe(0);
    expect(result.engine).toBe("embedded");
    expect(stderr).toContain("registry.invalid/none:1 cannot be had");
  });

  test("stays where the workspace runs, and where its data is", async () => {
    expect((await workspace.run(["status"], daemon)).result.engine).toBe("embedded");
    expect((await workspace.run(["up", "--only", "rabbitmq"], daemon)).result.engine).toBe("embedded");
    expect((await workspace.run(["down"], daemon)).exitCode).toBe(0);
    const { result } = await workspace.run<Doctor>(["doctor"], daemon);
    expect(engineOf(result)).toContain("the data of this workspace is there");
  });

  test("is free again once the data is gone", async () => {
    expect((await workspace.run(["down", "--volumes", "--yes"], daemon)).exitCode).toBe(0);
    const { result } = await workspace.run<Doctor>(["doctor"], daemon);
    expect(engineOf(result)).toBe("msx up will use Docker");
  });
});
