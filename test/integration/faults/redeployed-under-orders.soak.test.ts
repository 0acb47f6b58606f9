import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { HttpLoad } from "../../helpers/http-load.js";
import { msxJson } from "../../helpers/msx.js";
import type { Deployed } from "../deploy/echo-workspace.js";
import { expectEachProcessedOnce } from "./exactly-once.js";
import { describeFault, type ServiceName, type Shop, serviceNames, soak } from "./shop.js";

const sku = "A";
const quantity = 1;
const rounds = soak(1, 10);
/** A ceiling: three images are built and three services replaced in each round. */
const ceilingPerRoundMs = 600_000;

describeFault("the three services, redeployed while orders come in", (shop) => {
  test(
    `fail no request and process each order once, ${rounds} times in a row`,
    async () => {
      const userId = await shop.customer();
      const stockBefore = await shop.stock(sku);
      const load = await startLoad(shop, userId);
      try {
        for (let round = 1; round <= rounds; round += 1) {
          for (const service of serviceNames) {
            appendFileSync(source(shop, service, "src/main.ts"), `// Version ${Date.now()}\n`);
          }
          const { exitCode, result, stderr } = await deploy(shop);
          expect(exitCode, `${stderr}\n${JSON.stringify(result)}`).toBe(0);
          expect(result.services.map(({ state }) => state)).toEqual(["deployed", "deployed", "deployed"]);
          const { failures } = await load.advance(100);
          expect({ round, failures }).toEqual({ round, failures: [] });
        }
        const report = await load.stop();
        expect(report.failures).toEqual([]);
        const orders = await ordersOf(shop, userId);
        expect(orders).toHaveLength(report.succeeded.length);
        await expectEachProcessedOnce(shop, { orders, sku, quantity, stockBefore });
        console.info(`${rounds} × 3 redeploys: ${report.sent} requests, ${orders.length} orders, 0 failed`);
      } finally {
        load.kill();
      }
    },
    rounds * ceilingPerRoundMs,
  );

  test("go back when a migration fails, which leaves nothing of itself, and no request fails", async () => {
    const userId = await shop.customer();
    const file = source(shop, "user-service", "src/adapters/migrations.ts");
    const before = readFileSync(file, "utf8");
    const versionBefore = await versionOf(shop, "user-service");
    const load = await startLoad(shop, userId);
    try {
      const migration = `async up(db) {
    await db.schema.createTable("half").addColumn("id", "text").execute();
    await db.schema.alterTable("never_was").addColumn("x", "text").execute();
  }`;
      writeFileSync(file, before.replace(/^};\s*$/m, `  "002_wrong": {\n  ${migration},\n  },\n};`));
      expect(readFileSync(file, "utf8")).not.toBe(before);
      const { exitCode, result } = await deploy(shop, "user-service", "--timeout", "60s");
      expect(exitCode, JSON.stringify(result)).toBe(5);
      expect(result.services).toMatchObject([{ state: "rolled-back", version: versionBefore }]);
      expect(JSON.stringify(result.services)).toContain("never_was");
      const report = await load.stop();
      expect(report.failures).toEqual([]);
    } finally {
      load.kill();
      writeFileSync(file, before);
    }
    expect(await versionOf(shop, "user-service")).toBe(versionBefore);
    const half = "SELECT to_regclass('half') AS half";
    expect(await shop.rows("user-service", half)).toEqual([{ half: null }]);
  }, 600_000);
});

/** Requests to each of the three through the gateway, orders among them, each of which must be accepted. */
function startLoad(shop: Shop, userId: string): Promise<HttpLoad> {
  const order = { userId, items: [{ sku, quantity, price: 2.5 }], paymentMethod: "card" };
  const body = JSON.stringify(order);
  return HttpLoad.start({
    origin: shop.data.gatewayUrl,
    kept: 4,
    fresh: 2,
    pauseMs: 50,
    requests: [
      { method: "POST", path: "/api/orders", body, status: 202, contains: '"Pending"' },
      { method: "GET", path: `/api/users/${userId}`, status: 200, contains: userId },
      { method: "GET", path: "/api/payments?limit=1", status: 200, contains: "[" },
    ],
  });
}

async function deploy(shop: Shop, ...args: string[]) {
  return msxJson<Deployed>(["deploy", ...args], { cwd: shop.data.folder, timeoutMs: 600_000 });
}

async function versionOf(shop: Shop, service: ServiceName): Promise<string | undefined> {
  const { result } = await msxJson<Deployed>(["status"], { cwd: shop.data.folder });
  return result.services.find(({ name }) => name === service)?.version ?? undefined;
}

async function ordersOf(shop: Shop, userId: string): Promise<string[]> {
  const query = "SELECT id FROM orders WHERE user_id = $1";
  return (await shop.rows<{ id: string }>("order-service", query, [userId])).map(({ id }) => id);
}

function source(shop: Shop, service: ServiceName, file: string): string {
  return path.join(shop.data.folder, "services", service, file);
}
