import { afterAll, beforeAll, describe, expect, test } from "vitest";
import contract from "../contracts/openapi.json" with { type: "json" };
import { itemRoutes } from "../src/adapters/http/item-routes.js";
import { itemsIn } from "../src/adapters/service.js";
import { apiHandler } from "../src/chassis/api.js";
import { eventProblems } from "./support/event-contract.js";
import { context, httpEvent, recordedMetrics } from "./support/invocation.js";
import { awsEndpoint, createTestTable, eventsOf } from "./support/test-table.js";

const path = "/api/v1/items";

describe.skipIf(awsEndpoint === undefined)("items in DynamoDB (SKIPPED without AWS_ENDPOINT_URL)", () => {
  let table: Awaited<ReturnType<typeof createTestTable>>;
  let handler: ReturnType<typeof apiHandler>;

  beforeAll(async () => {
    table = await createTestTable();
    const routes = itemRoutes(itemsIn(table));
    handler = apiHandler({ contract, routes, observe: recordedMetrics().observe });
  });
  afterAll(() => table.remove());

  async function call(method: string, at: string, options: Parameters<typeof httpEvent>[2] = {}) {
    const { statusCode, headers, body } = await handler(httpEvent(method, at, options), context);
    return { status: statusCode, headers, body: body === "" ? undefined : JSON.parse(body) };
  }

  test("one is created, read, changed and deleted, and each step is an event", async () => {
    const created = await call("POST", path, { body: { name: "first" } });
    expect(created).toMatchObject({ status: 201, body: { name: "first", version: 1 } });
    const one = `${path}/${created.body.id}`;
    expect(created.headers).toMatchObject({ location: one, etag: '"1"' });

    expect((await call("GET", one)).body).toEqual(created.body);
    const changed = await call("PUT", one, { body: { name: "second" }, headers: { "if-match": '"1"' } });
    expect(changed).toMatchObject({ status: 200, body: { name: "second", version: 2 } });
    const stale = await call("PUT", one, { body: { name: "third" }, headers: { "if-match": '"1"' } });
    expect(stale.status).toBe(412);
    expect((await call("DELETE", one)).status).toBe(204);
    expect((await call("GET", one)).status).toBe(404);

    const events = await eventsOf(table, `item#${created.body.id}`);
    expect(events.map(({ version, type }) => `${version} ${type}`)).toEqual([
      "1 ItemCreatedEvent",
      "2 ItemUpdatedEvent",
      "3 ItemDeletedEvent",
    ]);
    expect(events.flatMap(eventProblems)).toEqual([]);
  });

  test("of writers at once each leaves its event, in one history", async () => {
    const { body } = await call("POST", path, { body: { name: "busy" } });
    const one = `${path}/${body.id}`;
    const answers = await Promise.all(
      ["a", "b", "c", "d"].map((name) => call("PUT", one, { body: { name } })),
    );
    const kept = answers.filter(({ status }) => status === 200).length;
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect((await call("GET", one)).body.version).toBe(1 + kept);
    expect(await eventsOf(table, `item#${body.id}`)).toHaveLength(1 + kept);
  });

  test("pages follow one another", async () => {
    for (const name of ["x", "y", "z"]) await call("POST", path, { body: { name } });
    const first = await call("GET", path, { query: "limit=2" });
    expect(first.body.items).toHaveLength(2);
    const second = await call("GET", path, { query: `limit=2&cursor=${first.body.nextCursor}` });
    const ids = [...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await call("GET", path, { query: "cursor=nonsense" })).status).toBe(400);
  });
});
