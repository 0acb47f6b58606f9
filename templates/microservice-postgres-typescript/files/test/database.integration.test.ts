import { sql } from "kysely";
import { expect, it } from "vitest";
import { loadConfig } from "../src/chassis/config.js";
import { createDatabase, createPool, isDatabaseUnavailable } from "../src/chassis/database.js";
import { describeIntegration } from "./support/service-under-test.js";
import { TcpProxy } from "./support/tcp-proxy.js";

describeIntegration("a connection that breaks", () => {
  it("in a transaction fails that transaction only, and is replaced", async () => {
    const pool = createPool(loadConfig({ ...process.env, SERVICE_NAME: "breaking" }), () => {});
    const db = createDatabase<unknown>(pool);
    const broken = db.transaction().execute(async (trx) => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx);
    });
    await expect(broken).rejects.toSatisfy(isDatabaseUnavailable);

    const { rows } = await sql<{ answer: number }>`select 42 as answer`.execute(db);
    expect(rows).toEqual([{ answer: 42 }]);
    await pool.end();
  });
});

describeIntegration("a connection that answers too late", () => {
  it("is not used again: the transaction it begins late must not swallow what is written next", async () => {
    const proxy = new TcpProxy(process.env.DATABASE_URL ?? "");
    await proxy.open();
    const config = loadConfig({
      ...process.env,
      SERVICE_NAME: "late",
      DATABASE_URL: proxy.url,
      DATABASE_POOL_SIZE: "1",
    });
    const pool = createPool(config, () => {}, { statementTimeoutMs: 2_000 });
    const db = createDatabase<unknown>(pool);
    const observer = createPool(loadConfig({ ...process.env, SERVICE_NAME: "observer" }), () => {});
    const table = sql.table(`late_${Date.now()}`);
    const observed = createDatabase<unknown>(observer);
    try {
      await sql`create table ${table} (id integer)`.execute(db);
      proxy.hold();
      const begun = db.transaction().execute(async () => {});
      await expect(begun).rejects.toSatisfy(isDatabaseUnavailable);
      proxy.deliver();
      await sql`insert into ${table} values (1)`.execute(db);
      expect((await sql`select id from ${table}`.execute(observed)).rows).toEqual([{ id: 1 }]);
    } finally {
      await pool.end();
      await proxy.cut();
      await sql`drop table if exists ${table}`.execute(observed);
      await observer.end();
    }
  });
});
