import { afterAll, beforeAll, expect, test } from "vitest";
import { service } from "../src/adapters/service.js";
import {
  describeIntegration,
  type ServiceUnderTest,
  startServiceUnderTest,
} from "./support/service-under-test.js";

const path = "/api/v1/items";

describeIntegration("items over HTTP", () => {
  let running: ServiceUnderTest;

  beforeAll(async () => {
    running = await startServiceUnderTest(service);
  });
  afterAll(() => running?.stop());

  test("what is listed can be read one by one", async () => {
    const { status, body } = await running.request("GET", path);
    expect(status).toBe(200);
    expect(body.items.length).toBeGreaterThan(0);
    for (const item of body.items) {
      expect((await running.request("GET", `${path}/${item.id}`)).body).toEqual(item);
    }
  });

  test("a name narrows the list", async () => {
    const { body } = await running.request("GET", path);
    const [{ name }] = body.items;
    const narrowed = await running.request("GET", `${path}?name=${encodeURIComponent(name)}`);
    expect(narrowed.body.items).toContainEqual(body.items[0]);
    expect((await running.request("GET", `${path}?name=nothing-is-called-so`)).body.items).toEqual([]);
  });

  test("what does not fit the contract is refused, and what is not there is not found", async () => {
    const refused = await running.request("GET", `${path}?name=`);
    expect(refused.status).toBe(400);
    expect(refused.headers.get("content-type")).toMatch("application/problem+json");
    expect((await running.request("GET", `${path}/nothing-is-called-so`)).status).toBe(404);
  });
});
