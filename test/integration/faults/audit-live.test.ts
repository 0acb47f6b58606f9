import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { withoutDocker } from "../../helpers/embedded.js";
import { msxJson } from "../../helpers/msx.js";
import { describeFault } from "./shop.js";

interface Report {
  readonly services: readonly {
    readonly name: string;
    readonly items: readonly {
      readonly rules: readonly {
        readonly id: string;
        readonly verdict: string;
        readonly message: string;
        readonly evidence: readonly { readonly file: string }[];
      }[];
    }[];
  }[];
}

interface Evidence {
  readonly engine: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly replicas: readonly { readonly name: string; readonly digest: string | null }[];
  readonly observations: readonly { readonly at: string; readonly what: string }[];
}

describeFault("msx audit checklist --live", (shop) => {
  test("proves every experiment on a service as it was generated, and leaves everything as it was", async () => {
    const { engine, folder } = shop.data;
    const before = await shop.replicas("order-service");
    const { exitCode, result, stderr } = await msxJson<Report>(
      ["audit", "checklist", "--live", "order-service"],
      { cwd: folder, env: engine === "embedded" ? withoutDocker : {}, timeoutMs: 280_000 },
    );
    expect(exitCode, stderr).toBe(0);
    expect(result.services.map(({ name }) => name)).toEqual(["order-service"]);
    const rules = result.services.flatMap(({ items }) => items.flatMap((item) => item.rules));
    const live = rules.filter(({ id }) => id.startsWith("live-"));
    expect(Object.fromEntries(live.map(({ id, verdict }) => [id, verdict]))).toEqual({
      "live-contract-served": "pass",
      // This shop does without tracing.
      "live-trace-complete": "not-applicable",
      "live-poison-message": "pass",
      "live-slow-dependency": "pass",
      "live-database-away": "pass",
      "live-broker-away": "pass",
      "live-fuzzed-requests": "pass",
      "live-terminated-under-load": "pass",
      "live-replica-killed": "pass",
    });
    for (const { verdict, evidence } of live) {
      if (verdict !== "pass") continue;
      const text = readFileSync(path.join(folder, evidence[0]?.file ?? ""), "utf8");
      const written = JSON.parse(text) as Evidence;
      expect(written.engine).toBe(engine);
      expect(Date.parse(written.endedAt)).toBeGreaterThanOrEqual(Date.parse(written.startedAt));
      expect(written.replicas[0]?.digest).toMatch(/^(?:sha256:)?[0-9a-f]{12,}$/);
      expect(written.observations.length).toBeGreaterThan(0);
      expect(text).not.toContain(new URL(shop.data.databaseUrls["order-service"]).password);
    }
    expect(await shop.replicas("order-service")).toEqual(before);
    expect(existsSync(path.join(folder, ".msx/run/faults.json"))).toBe(false);
    await shop.ready();
  });
});
