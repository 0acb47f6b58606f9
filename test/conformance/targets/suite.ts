import { expect, test } from "vitest";
import type { DeployedService } from "../../../src/actions/deploy-result.js";

export interface DeployAnswer {
  readonly changed: boolean;
  readonly services: readonly DeployedService[];
  readonly error?: { readonly code: string };
}

interface Status {
  readonly services: readonly { readonly name: string; readonly state: string; readonly version: string }[];
}

/** A workspace with one service, up and not yet deployed, whose form leads it to the target. */
export interface TargetUnderTest {
  /** In `src/deploy/target.ts`. */
  readonly target: string;
  /** One that does not take the service's form. */
  readonly otherTarget: string;
  readonly service: string;
  run<T>(
    args: readonly string[],
  ): Promise<{ readonly exitCode: number; readonly result: T; readonly stderr: string }>;
  /** Gives the service another version, which answers this. */
  answer(text: string): void;
  /** Gives it a version that can be built and does not come up. @returns how that is called, and what its reason has to say */
  failToCome(): { readonly code: string; readonly why: string };
  /** Gives it a version that cannot be built. @returns what its reason has to say */
  failToBuild(): string;
  /** What the gateway is answered by the service. */
  ask(): Promise<{ readonly status: number; readonly text?: string }>;
}

/**
 * What every deploy target promises, by the built command. The tests follow each other; at the end the service is live and
 * answers `three`.
 */
export function targetSuite(of: () => TargetUnderTest): void {
  const deploy = (...args: string[]) => of().run<DeployAnswer>(["deploy", ...args]);
  const rollback = () => of().run<DeployAnswer>(["rollback", of().service]);
  const answers = (text: string) =>
    expect.poll(() => of().ask(), { timeout: 15_000 }).toEqual({ status: 200, text });

  test("there is nothing to roll back to before the first deploy", async () => {
    const { exitCode, result } = await rollback();
    expect([exitCode, result.error?.code]).toEqual([2, "NOTHING_TO_ROLL_BACK"]);
  });

  test("a target that does not take the service's form is refused", async () => {
    const { exitCode, result } = await deploy("--target", of().otherTarget);
    expect([exitCode, result.error?.code]).toEqual([2, "USAGE"]);
  });

  test("a dry run says what would be done, and does nothing", async () => {
    of().answer("one");
    const { exitCode, result, stderr } = await deploy("--dry-run");
    expect(exitCode, stderr).toBe(0);
    const { service: name, target } = of();
    expect(result).toMatchObject({ changed: true, services: [{ name, target, state: "deployed" }] });
    expect(result.services[0]?.steps?.map(({ kind }) => kind)).toContain("build");
    const { result: status } = await of().run<Status>(["status"]);
    expect(status.services).toEqual([]);
  });

  test("a service goes live: the gateway leads to it, status lists it with its version", async () => {
    const { exitCode, result, stderr } = await deploy();
    expect(exitCode, stderr).toBe(0);
    const { service: name, target } = of();
    const [deployed] = result.services;
    expect(deployed).toMatchObject({ name, target, state: "deployed", replicas: 1 });
    expect(deployed?.version).toMatch(/^[0-9a-f]{12}$/);
    expect(deployed?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\//);
    await answers("one");
    const { result: status } = await of().run<Status>(["status"]);
    expect(status.services).toMatchObject([{ name, state: "ready", version: deployed?.version }]);
  });

  test("the same sources again change nothing", async () => {
    const { exitCode, result } = await deploy();
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ changed: false, services: [{ state: "unchanged" }] });
  });

  test("another version takes its place", async () => {
    of().answer("two");
    const { exitCode, stderr } = await deploy();
    expect(exitCode, stderr).toBe(0);
    await answers("two");
  });

  test("a version that does not come up gets no requests, and the one before goes on", async () => {
    const { code, why } = of().failToCome();
    const { exitCode, result } = await deploy("--timeout", "5s");
    expect(exitCode).toBe(5);
    expect(result.services).toMatchObject([{ state: "rolled-back", error: { code } }]);
    expect(result.services[0]?.reason).toContain(why);
    expect(await of().ask()).toEqual({ status: 200, text: "two" });
  });

  test("a version that cannot be built changes nothing, and what the build said is shown", async () => {
    const why = of().failToBuild();
    const { exitCode, result } = await deploy();
    expect(exitCode).toBe(5);
    expect(result.services).toMatchObject([{ state: "failed", error: { code: "BUILD_FAILED" } }]);
    expect(result.services[0]?.reason).toContain(why);
    expect(await of().ask()).toEqual({ status: 200, text: "two" });
  });

  test("rollback leads back to the version before, and a second time forward again", async () => {
    const back = await rollback();
    expect(back.exitCode, back.stderr).toBe(0);
    expect(back.result.services).toMatchObject([{ state: "rolled-back" }]);
    await answers("one");
    expect((await rollback()).exitCode).toBe(0);
    await answers("two");
  });

  test("the next good version serves", async () => {
    of().answer("three");
    const { exitCode, result, stderr } = await deploy();
    expect(exitCode, stderr).toBe(0);
    expect(result.services).toMatchObject([{ state: "deployed" }]);
    await answers("three");
  });
}
