import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Delivery } from "../src/chassis/broker.js";
import { ServiceUnavailableError } from "../src/chassis/client.js";
import { PermanentError } from "../src/chassis/consumer.js";
import { createEventMetrics } from "../src/chassis/event-metrics.js";
import { createMetrics } from "../src/chassis/metrics.js";
import { migrate } from "../src/chassis/migrations.js";
import { OutboxRelay } from "../src/chassis/outbox-relay.js";
import type { ChassisSchema } from "../src/chassis/schema.js";
import type { Kit, ServiceDefinition } from "../src/chassis/service.js";
import {
  describeIntegration,
  type ServiceUnderTest,
  startServiceUnderTest,
} from "./support/service-under-test.js";
import { TcpProxy } from "./support/tcp-proxy.js";

interface Schema {
  notes: { id: string; text: string };
}

/** The database goes away for as many calls of `onExhausted`. */
let outages = 0;

/** Publishes `NoteTakenEvent`, and handles `ThingHappenedEvent` as its data tells it to. */
const handled: string[] = [];
/** When `ThingCalledEvent` was delivered. */
let called: number[] = [];
let kit: Kit<Schema>;
const definition: ServiceDefinition<Schema> = {
  exchange: "note_events",
  migrations: {
    "001_notes": {
      async up(db) {
        await sql`create table notes (id text primary key, text text not null)`.execute(db);
      },
    },
  },
  build(given) {
    kit = given;
    return {
      routes: (app) =>
        void app.post("/notes/:id", async (request) => {
          const { id } = request.params as { id: string };
          await take(id, "noted");
          return { id };
        }),
      consumers: [
        {
          queue: "notes.things",
          bindings: [{ exchange: "thing_events", types: ["ThingHappenedEvent"] }],
          async handle(event, inbox) {
            const { Mode: mode, ThingId: id } = event.data;
            handled.push(`${id} ${event.attempt}`);
            if (mode === "poison") throw new PermanentError("never");
            if (mode === "always" || (mode === "twice" && event.attempt <= 2)) throw new Error("not now");
            const isNew = await inbox.once(async (trx) => {
              await trx
                .insertInto("notes")
                .values({ id: String(id), text: "happened" })
                .execute();
            });
            if (!isNew) handled.push(`${id} known`);
          },
        },
        {
          queue: "notes.calls",
          bindings: [{ exchange: "thing_events", types: ["ThingCalledEvent"] }],
          async handle(event) {
            called.push(Date.now());
            if (event.data.Mode === "later") {
              throw new Error("no answer", { cause: new ServiceUnavailableError("payment-service", 2) });
            }
            throw new PermanentError("never");
          },
          async onExhausted(event) {
            if (outages-- > 0) throw new Error("Connection terminated unexpectedly");
            handled.push(`${event.data.ThingId} given up`);
          },
        },
      ],
    };
  },
};

async function take(...ids: readonly string[]): Promise<void> {
  await kit.db.transaction().execute(async (trx) => {
    for (const id of ids) {
      await trx
        .insertInto("notes")
        .values({ id, text: "noted" })
        .onConflict((c) => c.doNothing())
        .execute();
      await kit.outbox.add(trx, { type: "NoteTakenEvent", subject: id, data: { NoteId: id } });
    }
  });
}

const noteExists = async (id: string) =>
  (await kit.db.selectFrom("notes").select("id").where("id", "=", id).execute()).length === 1;

const eventually = (condition: () => Promise<boolean> | boolean) =>
  vi.waitUntil(condition, { timeout: 15_000, interval: 50 });

describeIntegration("the chassis on PostgreSQL and RabbitMQ", () => {
  const broker = new TcpProxy(process.env.AMQP_URL ?? "amqp://localhost:5672");
  const database = new TcpProxy(process.env.DATABASE_URL ?? "postgres://localhost:5432/none");
  let running: ServiceUnderTest;
  const health = async () => {
    const response = await fetch(`${running.url}/health/ready`);
    return { code: response.status, ...((await response.json()) as { status: string; checks: object }) };
  };

  beforeAll(async () => {
    await broker.open();
    await database.open();
    running = await startServiceUnderTest(definition, { AMQP_URL: broker.url }, { databaseProxy: database });
  });
  afterAll(async () => {
    await running?.stop();
    await broker.cut();
    await database.cut();
  });

  test("what is rolled back is not published", async () => {
    const failed = kit.db.transaction().execute(async (trx) => {
      await kit.outbox.add(trx, { type: "NoteTakenEvent", subject: "rolled-back", data: {} });
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    await take("kept");
    await running.event("NoteTakenEvent", "kept");
    expect(running.events.some(({ subject }) => subject === "rolled-back")).toBe(false);
  });

  test("a version rolled back to starts on the database of the later one", async () => {
    const db = kit.db as unknown as Kysely<unknown>;
    const later = { up: async () => {} };
    await migrate(db, { ...definition.migrations, "002_later": later });
    await migrate(db, definition.migrations);
    await migrate(db, { ...definition.migrations, "002_later": later, "003_next": later });
  });

  test("with the broker away requests succeed, and their events follow when it is back, in order", async () => {
    await broker.cut();
    await eventually(async () => (await health()).status === "degraded");
    expect(await health()).toMatchObject({ code: 200, checks: { database: "up", broker: "down" } });
    expect((await running.request("POST", "/notes/while-away")).status).toBe(200);
    for (let version = 1; version <= 5; version++) {
      await kit.db
        .transaction()
        .execute((trx) =>
          kit.outbox.add(trx, { type: "NoteTakenEvent", subject: "ordered", data: { version } }),
        );
    }
    expect(running.events.some(({ subject }) => subject === "while-away")).toBe(false);
    await broker.open();
    await running.event("NoteTakenEvent", "while-away");
    const ordered = () => running.events.filter(({ subject }) => subject === "ordered");
    await eventually(() => ordered().length === 5);
    expect(ordered().map(({ data }) => data.version)).toEqual([1, 2, 3, 4, 5]);
  });

  test("an event that could not be published holds back the later ones of its subject only", async () => {
    await broker.cut();
    const published: string[] = [];
    const unconfirmed = new Set(["held 1"]);
    const flaky = {
      up: true,
      async publish(_exchange: string, _routingKey: string, body: Buffer): Promise<Delivery> {
        const { name } = JSON.parse(body.toString()) as { name: string };
        if (unconfirmed.delete(name)) throw new Error("the broker did not confirm in time");
        published.push(name);
        return "routed";
      },
    };
    const names = ["held 1", "free 1", "held 2", "held 3"];
    const events = names.map((name) => ({
      type: "NoteTakenEvent",
      subject: name.split(" ", 1).join(),
      data: { name },
    }));
    await kit.db.transaction().execute((trx) => kit.outbox.add(trx, ...events));
    const db = kit.db as unknown as Kysely<ChassisSchema>;
    const metrics = createEventMetrics(createMetrics().registry);
    const relay = new OutboxRelay(db, flaky, "note_events", kit.config, kit.logger, metrics);
    relay.start();
    await eventually(() => published.length === names.length);
    await relay.stop();
    expect(published).toEqual(["free 1", "held 1", "held 2", "held 3"]);
    await broker.open();
    await eventually(async () => (await health()).status === "ready");
  });

  test("a failure is retried with backoff, and an event has its effect once however often it comes", async () => {
    const headers = { "cloudEvents:id": "once" };
    await running.publish("thing_events", "ThingHappenedEvent", { ThingId: "t1", Mode: "twice" }, headers);
    await eventually(() => noteExists("t1"));
    expect(handled.filter((entry) => entry.startsWith("t1"))).toEqual(["t1 1", "t1 2", "t1 3"]);
    await running.publish("thing_events", "ThingHappenedEvent", { ThingId: "t1" }, headers);
    await eventually(() => handled.includes("t1 known"));
  });

  test("what cannot be handled ends in the dead-letter queue: at once, after the retries, or unread", async () => {
    await running.publish("thing_events", "ThingHappenedEvent", { ThingId: "p", Mode: "poison" });
    await eventually(async () => (await running.queueDepth("notes.things.dlq")) === 1);
    await running.publish("thing_events", "ThingHappenedEvent", { ThingId: "a", Mode: "always" });
    await eventually(async () => (await running.queueDepth("notes.things.dlq")) === 2);
    expect(handled.filter((entry) => entry.startsWith("a "))).toEqual(["a 1", "a 2", "a 3", "a 4"]);
    await running.publish("thing_events", "ThingHappenedEvent", "no object");
    await eventually(async () => (await running.queueDepth("notes.things.dlq")) === 3);
  });

  test("what the service takes care of itself is tried again when the database goes away meanwhile", async () => {
    outages = 3;
    await running.publish("thing_events", "ThingCalledEvent", { ThingId: "g", Mode: "poison" });
    await eventually(() => handled.includes("g given up"));
    expect(await running.queueDepth("notes.calls.dlq")).toBe(0);
  });

  test("after a service that said when to come back, nobody comes sooner", async () => {
    called = [];
    await running.publish("thing_events", "ThingCalledEvent", { ThingId: "l", Mode: "later" });
    await eventually(() => handled.includes("l given up"));
    const [first = 0, second = 0] = called;
    expect(second - first).toBeGreaterThanOrEqual(2_000);
    expect(called).toHaveLength(4);
  });

  test("with the database away: not ready, 503 for requests, and events wait without using up their retries", async () => {
    await database.cut();
    expect(await health()).toMatchObject({ code: 503, status: "unavailable", checks: { database: "down" } });
    const refused = await running.request("POST", "/notes/never");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    await running.publish("thing_events", "ThingHappenedEvent", { ThingId: "patient" });
    await eventually(() => handled.filter((entry) => entry === "patient 1").length > 4);
    await database.open();
    await eventually(() => noteExists("patient"));
    expect(await health()).toMatchObject({ code: 200, status: "ready" });
  });
});

describeIntegration("a service that nobody listens to yet", () => {
  test("keeps its events until somebody does", async () => {
    const running = await startServiceUnderTest(definition, {}, { record: false });
    try {
      await take("early");
      const pending = () =>
        kit.db.selectFrom("outbox").select("id").where("published_at", "is", null).execute();
      const metrics = async () => (await fetch(`${running.url}/metrics`)).text();
      await eventually(async () => /events_published_total\{.*outcome="returned"/.test(await metrics()));
      expect(await pending()).toHaveLength(1);
      await running.listen();
      await running.event("NoteTakenEvent", "early");
      await eventually(async () => (await pending()).length === 0);
    } finally {
      await running.stop();
    }
  });
});

describeIntegration("two replicas of a service", () => {
  test("migrate at once, and publish each event of a subject once and in order", async () => {
    const broker = new TcpProxy(process.env.AMQP_URL ?? "");
    await broker.open();
    const running = await startServiceUnderTest(definition, { AMQP_URL: broker.url }, { replicas: 2 });
    try {
      // A backlog longer than a batch is what both find when the broker comes back.
      await broker.cut();
      const versions = Array.from({ length: 100 }, (_, index) => index + 1);
      const subjects = ["a", "b", "c"];
      const events = versions.flatMap((version) =>
        subjects.map((subject) => ({ type: "NoteTakenEvent", subject, data: { version } })),
      );
      await kit.db.transaction().execute((trx) => kit.outbox.add(trx, ...events));
      await broker.open();
      await eventually(() => running.events.length >= events.length);
      for (const subject of subjects) {
        const published = running.events.filter((event) => event.subject === subject);
        expect(published.map(({ data }) => data.version)).toEqual(versions);
      }
    } finally {
      await running.stop();
      await broker.cut();
    }
  });
});
