import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
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

const shop = new SabotagedServices();
const record = path.join(shop.folder, ".msx/run/faults.json");

beforeAll(async () => {
  await shop.generate();
  const up = await shop.run(["up", "--engine", "embedded"]);
  expect(up.exitCode, up.stderr).toBe(0);
  const deployed = await shop.run(["deploy"]);
  expect(deployed.exitCode, deployed.stderr).toBe(0);
});
afterAll(() => shop.remove());

test("each sabotaged service fails the experiment that proves what it lost, and no other", async () => {
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
  expect(existsSync(record)).toBe(false);
});

test("killed while the database is stopped, the next command starts it again", async () => {
  const args = ["audit", "checklist", "--live", "user-service", "--experiment", "live-database-away"];
  const live = execa(process.execPath, [msxBin, ...args], {
    ...{ cwd: shop.folder, env: withoutDocker, reject: false, stdin: "ignore" },
  });
  await expect.poll(() => existsSync(record), { timeout: 60_000, interval: 20 }).toBe(true);
  live.kill("SIGKILL");
  await live;
  expect(JSON.parse(readFileSync(record, "utf8"))).toEqual({
    faults: [{ kind: "resource-stopped", resource: "postgres" }],
  });
  const { exitCode, result, stderr } = await shop.run<Status>(["status"]);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain("An audit was cut off");
  expect(result.resources.find(({ name }) => name === "postgres")?.state).toBe("ready");
  expect(existsSync(record)).toBe(false);
});

test("interrupted, it mends what it broke before it ends", async () => {
  const args = ["audit", "checklist", "--live", "user-service", "--experiment", "live-database-away"];
  const live = execa(process.execPath, [msxBin, ...args], {
    ...{ cwd: shop.folder, env: withoutDocker, reject: false, stdin: "ignore" },
  });
  await expect.poll(() => existsSync(record), { timeout: 60_000, interval: 20 }).toBe(true);
  live.kill("SIGTERM");
  expect((await live).exitCode).toBe(130);
  expect(existsSync(record)).toBe(false);
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
