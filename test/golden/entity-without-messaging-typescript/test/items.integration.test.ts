import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { service } from "../src/adapters/service.js";
import {
  describeIntegration,
  type ServiceUnderTest,
  startServiceUnderTest,
} from "./support/service-under-test.js";

const path = "/api/v1/items";

describeIntegration("items over HTTP and PostgreSQL", () => {
  let running: ServiceUnderTest;

  beforeAll(async () => {
    running = await startServiceUnderTest(service);
  });
  afterAll(() => running?.stop());

  test("create, read, replace, delete", async () => {
    const created = await running.request("POST", path, { body: { name: "first", description: "about it" } });
    expect(created.status).toBe(201);
    const { id } = created.body;
    expect(created.headers.get("location")).toBe(`${path}/${id}`);
    expect(created.headers.get("etag")).toBe('"1"');

    const read = await running.request("GET", `${path}/${id}`);
    expect(read.body).toEqual(created.body);

    const replaced = await running.request("PUT", `${path}/${id}`, { body: { name: "second" } });
    expect(replaced.body).toMatchObject({ id, name: "second", version: 2 });
    expect(replaced.body).not.toHaveProperty("description");

    expect((await running.request("DELETE", `${path}/${id}`)).status).toBe(204);
    expect((await running.request("GET", `${path}/${id}`)).status).toBe(404);
  });

  test("If-Match protects against lost updates", async () => {
    const { body, headers } = await running.request("POST", path, { body: { name: "first" } });
    const ifMatch = { "if-match": headers.get("etag") ?? "" };
    const input = { headers: ifMatch, body: { name: "second" } };
    expect((await running.request("PUT", `${path}/${body.id}`, input)).status).toBe(200);
    expect((await running.request("PUT", `${path}/${body.id}`, input)).status).toBe(412);
    expect((await running.request("DELETE", `${path}/${body.id}`, { headers: ifMatch })).status).toBe(412);
  });

  test("a list is read page by page", async () => {
    const created: string[] = [];
    for (const name of ["a", "b", "c"]) {
      created.push((await running.request("POST", path, { body: { name } })).body.id);
    }
    const seen: string[] = [];
    let query = "?limit=2";
    while (query) {
      const { body } = await running.request("GET", path + query);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      query = body.nextCursor ? `?limit=2&cursor=${body.nextCursor}` : "";
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(created));
  });

  test("what does not fit the contract is refused with the list of what is wrong", async () => {
    const { status, headers, body } = await running.request("POST", path, { body: { name: "", more: 1 } });
    expect(status).toBe(400);
    expect(headers.get("content-type")).toMatch("application/problem+json");
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
      expect.arrayContaining(["#/name", "#/more"]),
    );
    expect((await running.request("GET", `${path}?limit=0`)).status).toBe(400);
    expect((await running.request("GET", `${path}?cursor=nonsense`)).status).toBe(400);
    expect((await running.request("GET", `${path}/${randomUUID()}`)).status).toBe(404);
    expect((await running.request("GET", `${path}/nonsense`)).status).toBe(404);
  });
});
