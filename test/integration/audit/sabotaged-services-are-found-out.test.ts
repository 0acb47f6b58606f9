import { existsSync, readFileSync } from "node:fs";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stack } from "../../../src/generator/stacks.js";
import { describeDotnet } from "../../helpers/dotnet.js";
import { withoutDocker } from "../../helpers/embedded.js";
import { msxBin } from "../../helpers/msx.js";
import { SabotagedServices } from "./sabotaged-services.js";

interface Report {
  readonly services: readonly {
    readonly name: string;
    readonly items: readonly { readonly rules: readonly Rule[] }[];
  }[];
}
interface Rule {
  readonly id: string;
  readonly verdict: string;
  readonly message: string;
  readonly evidence: readonly { readonly file: string }[];
}
interface Status {
  readonly resources: readonly { readonly name: string; readonly state: string }[];
}

const eachIsFoundOut = "each fails the experiment that proves what it lost, and no other";

describe("sabotaged services in TypeScript", () => {
  const shop = deployed("typescript");

  test(eachIsFoundOut, () => expectFoundOut(shop), 300_000);

  test("killed while the database is stopped, the next command starts it again", async () => {
    const args = ["audit", "checklist", "--live", "user-service", "--experiment", "live-database-away"];
    const live = execa(process.execPath, [msxBin, ...args], {
      ...{ cwd: shop.folder, env: withoutDocker, reject: false, stdin: "ignore" },
    });
    await expect.poll(() => existsSync(shop.faults), { timeout: 60_000, interval: 20 }).toBe(true);
    live.kill("SIGKILL");
    await live;
    expect(JSON.parse(readFileSync(shop.faults, "utf8"))).toEqual({
      faults: [{ kind: "resource-stopped", resource: "postgres" }],
    });
    const { exitCode, result, stderr } = await shop.run<Status>(["status"]);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain("An audit was cut off");
    expect(result.resources.find(({ name }) => name === "postgres")?.state).toBe("ready");
    expect(existsSync(shop.faults)).toBe(false);
  });

  test("interrupted, it mends what it broke before it ends", async () => {
    const args = ["audit", "checklist", "--live", "user-service", "--experiment", "live-database-away"];
    const live = execa(process.execPath, [msxBin, ...args], {
      ...{ cwd: shop.folder, env: withoutDocker, reject: false, stdin: "ignore" },
    });
    await expect.poll(() => existsSync(shop.faults), { timeout: 60_000, interval: 20 }).toBe(true);
    live.kill("SIGTERM");
    expect((await live).exitCode).toBe(130);
    expect(existsSync(shop.faults)).toBe(false);
    const { result } = await shop.run<Status>(["status"]);
    expect(result.resources.find(({ name }) => name === "postgres")?.state).toBe("ready");
  });

  test("refuses a service that its service.yaml leads to another machine, and one that does not run as its sources say", async () => {
    const ask = () => shop.run<{ error: { code: string } }>(["audit", "checklist", "--live", "user-service"]);
    shop.change(
      "services/user-service/service.yaml",
      /^env: \{/m,
      'env: { AUDIT_DB_URL: "postgres://db.example.com/x", ',
    );
    expect((await ask()).result.error.code).toBe("LIVE_NOT_LOCAL");
    shop.change("services/user-service/service.yaml", /postgres:.*?\/x/, "postgres://localhost/x");
    expect((await ask()).result.error.code).toBe("LIVE_NOT_DEPLOYED");
  });
});

describeDotnet("sabotaged services in C#", () => {
  const shop = deployed("dotnet");

  test(eachIsFoundOut, () => expectFoundOut(shop), 300_000);
});

/** Deploys them before the tests of the suite, and takes them away after those. */
function deployed(stack: Stack): SabotagedServices {
  const shop = new SabotagedServices(stack);
  beforeAll(async () => {
    await shop.generate();
    const up = await shop.run(["up", "--engine", "embedded"]);
    expect(up.exitCode, up.stderr).toBe(0);
    const deployed = await shop.run(["deploy"]);
    expect(deployed.exitCode, deployed.stderr).toBe(0);
  });
  afterAll(() => shop.remove());
  return shop;
}

async function expectFoundOut(shop: SabotagedServices): Promise<void> {
  const ids = ["slow-dependency", "database-away", "broker-away", "trace-complete"].map((id) => `live-${id}`);
  const { exitCode, result, stderr } = await shop.run<Report>([
    ...["audit", "checklist", "--live", "--seed", "1"],
    ...ids.flatMap((id) => ["--experiment", id]),
  ]);
  expect(exitCode, stderr).toBe(3);
  const verdicts = result.services.map(({ name, items }) => {
    const rules = items.flatMap((item) => item.rules).filter(({ id }) => ids.includes(id));
    return [name, Object.fromEntries(rules.map(({ id, verdict }) => [id.slice("live-".length), verdict]))];
  });
  expect(Object.fromEntries(verdicts)).toEqual({
    "order-service": {
      "slow-dependency": "fail",
      "database-away": "pass",
      "broker-away": "pass",
      "trace-complete": "pass",
    },
    "payment-service": {
      "slow-dependency": "not-applicable",
      "database-away": "fail",
      "broker-away": "pass",
      "trace-complete": "pass",
    },
    "user-service": {
      "slow-dependency": "not-applicable",
      "database-away": "pass",
      "broker-away": "fail",
      // Without the outbox nothing carries the trace to the consumers either.
      "trace-complete": "fail",
    },
  });
  expect(existsSync(shop.faults)).toBe(false);
}
