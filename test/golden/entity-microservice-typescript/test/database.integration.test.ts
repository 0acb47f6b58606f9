import { sql } from "kysely";
import { expect, it } from "vitest";
import { loadConfig } from "../src/chassis/config.js";
import { createDatabase, createPool, isDatabaseUnavailable } from "../src/chassis/database.js";
import { describeIntegration } from "./support/service-under-test.js";

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
