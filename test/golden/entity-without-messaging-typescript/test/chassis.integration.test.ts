import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { migrate } from "../src/chassis/migrations.js";
import type { Kit, ServiceDefinition } from "../src/chassis/service.js";
import {
  describeIntegration,
  type ServiceUnderTest,
  startServiceUnderTest,
} from "./support/service-under-test.js";
import { TcpProxy } from "./support/tcp-proxy.js";

interface Schema {
  notes: { id: string };
}

let kit: Kit<Schema>;
const definition: ServiceDefinition<Schema> = {
  migrations: {
    "001_notes": {
      async up(db) {
        await sql`create table notes (id text primary key)`.execute(db);
      },
    },
  },
  build(given) {
    kit = given;
    return {
      routes: (app) =>
        void app.post("/notes/:id", async (request) => {
          const { id } = request.params as { id: string };
          await kit.db.insertInto("notes").values({ id }).execute();
          return { id };
        }),
    };
  },
};

const eventually = (condition: () => Promise<boolean>) =>
  vi.waitUntil(condition, { timeout: 15_000, interval: 50 });

describeIntegration("the chassis on PostgreSQL", () => {
  const database = new TcpProxy(process.env.DATABASE_URL ?? "postgres://localhost:5432/none");
  let running: ServiceUnderTest;
  const health = async () => {
    const response = await fetch(`${running.url}/health/ready`);
    return { code: response.status, ...((await response.json()) as { status: string; checks: object }) };
  };

  beforeAll(async () => {
    await database.open();
    running = await startServiceUnderTest(definition, {}, { databaseProxy: database });
  });
  afterAll(async () => {
    await running?.stop();
    await database.cut();
  });

  test("a version rolled back to starts on the database of the later one", async () => {
    const db = kit.db as unknown as Kysely<unknown>;
    const later = { up: async () => {} };
    await migrate(db, { ...definition.migrations, "002_later": later });
    await migrate(db, definition.migrations);
    await migrate(db, { ...definition.migrations, "002_later": later, "003_next": later });
  });

  test("what cannot be stored is the client's fault, and says so", async () => {
    const refused = await running.request("POST", "/notes/a%00b");
    expect(refused.status).toBe(400);
  });

  test("with the database away: not ready, alive, 503 for requests; it recovers by itself", async () => {
    expect(await health()).toEqual({ code: 200, status: "ready", checks: { database: "up" } });
    await database.cut();
    expect(await health()).toEqual({ code: 503, status: "unavailable", checks: { database: "down" } });
    expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
    const refused = await running.request("POST", "/notes/never");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    await database.open();
    await eventually(async () => (await health()).code === 200);
    expect((await running.request("POST", "/notes/again")).status).toBe(200);
  });
});

describeIntegration("two replicas of a service", () => {
  test("migrate at once", async () => {
    const running = await startServiceUnderTest(definition, {}, { replicas: 2 });
    try {
      expect((await running.request("POST", "/notes/one")).status).toBe(200);
      expect(await kit.db.selectFrom("notes").selectAll().execute()).toEqual([{ id: "one" }]);
    } finally {
      await running.stop();
    }
  });
});
