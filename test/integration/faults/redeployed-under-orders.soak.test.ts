import { randomUUID } from "node:crypto";
import { afterAll, expect, test, vi } from "vitest";
import { HttpLoad, type LoadReport } from "../../helpers/http-load.js";
import { ChangedServices } from "./changed-services.js";
import { expectEachProcessedOnce } from "./exactly-once.js";
import { describeFault, eventually, type ServiceName, type Shop, soak } from "./shop.js";

const sku = "A";
const quantity = 1;

/** The order service; in the long form ten times in a row, and then the others in turn. */
const redeployed = soak<readonly ServiceName[]>(
  ["order-service"],
  [...Array.from({ length: 10 }, () => "order-service" as const), "user-service", "payment-service"],
);

/** Each is built from its sources with its tests, on a machine that may do many other things. */
const ceilingPerDeployMs = 300_000;
vi.setConfig({ testTimeout: (redeployed.length + 1) * ceilingPerDeployMs });

describeFault("the shop redeployed under orders", (shop) => {
  const services = new ChangedServices(shop);
  afterAll(() => services.restore());

  test(`fails no request and processes each order once, ${redeployed.length} redeploys in a row`, async () => {
    await underOrders(shop, "redeploys", async (load) => {
      for (const [index, service] of redeployed.entries()) {
        // A text of its own, so that it is built and not found among the layers of an earlier run.
        const round = `round ${index + 1}: ${randomUUID()}`;
        const before = await services.running(service);
        const { main, announce } = shop.sources(service);
        services.edit(service, main, (text) => announce(text, round));
        const { exitCode, result } = await services.deploy(service);
        expect(exitCode, JSON.stringify(result)).toBe(0);
        const after = await services.running(service);
        expect(result.services).toMatchObject([{ name: service, state: "deployed", version: after.version }]);
        expect(after.version).not.toBe(before.version);
        await expectServes(shop, services, after.container, round);
        const { failures } = await load.advance(30);
        expect({ round, failures }).toEqual({ round, failures: [] });
      }
    });
  });

  test("fails no request while a version whose migration fails is rolled back", async () => {
    const service = "order-service";
    const { migrations, addWrongMigration, migrated: done } = shop.sources(service);
    const migrated = () => shop.rows(service, `SELECT ${done.name} FROM ${done.table} ORDER BY 1`);
    const [before, migratedBefore] = [await services.running(service), await migrated()];
    await underOrders(shop, "rolled back", async () => {
      services.edit(service, migrations, addWrongMigration);
      const { exitCode, result } = await services.deploy(service);
      expect(exitCode, JSON.stringify(result)).toBe(5);
      expect(result.services).toMatchObject([
        { name: service, state: "rolled-back", version: before.version },
      ]);
      expect(result.services[0]?.reason).toContain("it ended with exit code 1");
      expect(result.services[0]?.reason).toContain("division by zero");
    });
    expect(await services.running(service)).toEqual(before);
    expect(await migrated()).toEqual(migratedBefore);
    // The column that the migration had dropped before it failed.
    await shop.rows(service, "SELECT reason FROM orders LIMIT 1");
  });
});

/**
 * Does something while orders are placed through the gateway and every service is read, from a process of its own:
 * lightly, since the services are built meanwhile. No request may fail, and each order must be processed once.
 */
async function underOrders(
  shop: Shop,
  what: string,
  during: (load: HttpLoad) => Promise<void>,
): Promise<void> {
  const userId = await shop.customer();
  const stockBefore = await shop.stock(sku);
  const load = await startLoad(shop, userId);
  let report: LoadReport;
  try {
    await during(load);
    report = await load.stop();
  } finally {
    load.kill();
  }
  const { sent, failed, failures, noted: orders } = report;
  console.info(`${what}: ${sent} requests, ${orders.length} of them orders, ${failed} failed`);
  expect({ failed, failures }).toEqual({ failed: 0, failures: [] });
  expect(orders.length).toBeGreaterThan(0);
  const stored = await shop.rows<{ id: string }>(
    "order-service",
    "SELECT id FROM orders WHERE user_id = $1",
    [userId],
  );
  // What was answered, and nothing besides: no order that was placed twice, none that nobody was told of.
  expect(stored.map(({ id }) => id).sort()).toEqual([...orders].sort());
  await expectEachProcessedOnce(shop, { orders, sku, quantity, stockBefore });
}

function startLoad(shop: Shop, userId: string): Promise<HttpLoad> {
  const order = {
    method: "POST",
    path: "/api/orders",
    body: JSON.stringify({ userId, items: [{ sku, quantity, price: 2.5 }], paymentMethod: "card" }),
    status: 202,
    contains: '"status":"Pending"',
    note: '"id":"([^"]+)"',
  } as const;
  const read = (path: string, contains: string) => ({ method: "GET", path, status: 200, contains }) as const;
  return HttpLoad.start({
    origin: shop.data.gatewayUrl,
    kept: 4,
    fresh: 2,
    pauseMs: 200,
    requests: [
      order,
      read(`/api/users/${userId}`, userId),
      order,
      read(`/api/orders?userId=${userId}&limit=1`, '"items":['),
      order,
      read("/api/payments?limit=1", '"items":['),
    ],
  });
}

/** The new version is what was built from the changed sources, and it gets the requests. */
async function expectServes(
  shop: Shop,
  services: ChangedServices,
  container: string,
  line: string,
): Promise<void> {
  expect(await services.hasLogged(container, line)).toBe(true);
  await eventually(`${container} to get requests`, async () => {
    const text = await (await shop.ask(container, "/metrics")).text();
    return /^http_server_request_duration_seconds_count\{.*route="\/api\//m.test(text);
  });
}
