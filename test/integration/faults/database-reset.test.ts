import { expect, test } from "vitest";
import { msxJson } from "../../helpers/msx.js";
import { describeFault, type ServiceName } from "./shop.js";

interface Reset {
  readonly changed: boolean;
  readonly restarted: readonly string[];
  readonly seeds: readonly string[];
}

describeFault("msx db reset of a service that runs", (shop) => {
  const count = async (service: ServiceName, table: string): Promise<number> => {
    const [row] = await shop.rows<{ n: number }>(service, `select count(*)::int as n from ${table}`);
    return row?.n ?? Number.NaN;
  };
  const users = () => count("user-service", "users");
  const reset = (...args: string[]) =>
    msxJson<Reset>(["db", "reset", ...args], { cwd: shop.data.folder, timeoutMs: 180_000 });

  test("empties its database, makes its tables again and leaves it serving; the others keep theirs", async () => {
    await shop.customer();
    const known = await count("order-service", "customers");
    const container = shop.container("user-service");
    const before = await shop.operator.identity(container);

    const dry = await reset("user-service", "--dry-run");
    expect(dry).toMatchObject({ exitCode: 0, result: { changed: false, restarted: [container] } });
    expect(await users()).toBeGreaterThan(0);

    const done = await reset("user-service", "--yes");
    expect(done).toMatchObject({
      exitCode: 0,
      result: { changed: true, restarted: [container], seeds: [] },
    });
    expect(await users()).toBe(0);
    // Started again, not made again: a reset deploys nothing.
    expect(await shop.operator.identity(container)).toBe(before);
    await shop.ready();
    await shop.customer();
    expect(await users()).toBe(1);
    expect(await count("order-service", "customers")).toBe(known + 1);
  });

  test("with --seed its sample data is there afterwards", async () => {
    await shop.rows("order-service", "update stock set available = 1 where sku = 'A'");
    const done = await reset("order-service", "--seed", "--yes");
    expect(done).toMatchObject({ exitCode: 0, result: { changed: true, seeds: ["seeds/001-stock.sql"] } });
    expect([await shop.stock("A"), await shop.stock("D"), await shop.stock("E")]).toEqual([
      1_000_000, 100, 5,
    ]);
    await shop.ready();
    const again = await msxJson(["db", "seed", "order-service"], { cwd: shop.data.folder });
    expect(again).toMatchObject({ exitCode: 0, result: { seeds: ["seeds/001-stock.sql"] } });
    expect(await shop.stock("D")).toBe(100);
  });
});
