import { beforeEach, describe, expect, test } from "vitest";
import contract from "../contracts/openapi.json" with { type: "json" };
import { userRoutes } from "../src/adapters/user-routes.js";
import { apiHandler } from "../src/chassis/api.js";
import { Users } from "../src/domain/users.js";
import { InMemoryUserStore } from "./domain/in-memory-user-store.js";
import { operationsOf } from "./support/contract-operations.js";
import { eventProblems } from "./support/event-contract.js";
import { context, httpEvent, recordedMetrics } from "./support/invocation.js";

const ada = { name: "Ada Lovelace", email: "ada@example.com" };

describe("the users' API", () => {
  let store: InMemoryUserStore;
  let users: Users;
  beforeEach(() => {
    let next = 0;
    store = new InMemoryUserStore();
    users = new Users({
      store,
      newId: () => `user-${++next}`,
      clock: () => new Date("2030-01-02T03:04:05.678Z"),
    });
  });

  const call = async (method: string, path: string, body?: unknown) => {
    const handler = apiHandler({ contract, routes: userRoutes(users), observe: recordedMetrics().observe });
    const answer = await handler(httpEvent(method, path, { body }), context);
    return { ...answer, body: answer.body === "" ? undefined : JSON.parse(answer.body) };
  };

  test("has a route for every operation of the contract", () => {
    expect(Object.keys(userRoutes(users)).sort()).toEqual(operationsOf(contract));
  });

  test("answers 201 with the user and Location, and the event fits its contract", async () => {
    const created = await call("POST", "/api/v1/users", ada);
    expect(created).toMatchObject({
      statusCode: 201,
      headers: { location: "/api/v1/users/user-1", "content-type": "application/json" },
      body: { id: "user-1", ...ada },
    });
    expect(store.events.flatMap(eventProblems)).toEqual([]);
  });

  test("answers 400, 404, 405 and 409 as the contract says", async () => {
    await call("POST", "/api/v1/users", ada);
    expect((await call("POST", "/api/v1/users", { name: "Ada" })).statusCode).toBe(400);
    expect((await call("POST", "/api/v1/users", "not json")).statusCode).toBe(400);
    expect((await call("GET", "/api/v1/users/nobody")).statusCode).toBe(404);
    expect((await call("PATCH", "/api/v1/users/user-1", ada)).statusCode).toBe(405);
    expect((await call("POST", "/api/v1/users", { ...ada, email: "ADA@example.com" })).statusCode).toBe(409);
  });

  test("changes, lists and removes; the history stays", async () => {
    await call("POST", "/api/v1/users", ada);
    expect((await call("PUT", "/api/v1/users/user-1", { ...ada, name: "Ada King" })).statusCode).toBe(200);
    expect((await call("GET", "/api/v1/users")).body.items).toHaveLength(1);
    expect((await call("DELETE", "/api/v1/users/user-1")).statusCode).toBe(204);
    const { body } = await call("GET", "/api/v1/users/user-1/events");
    expect(body.items.map(({ type }: { type: string }) => type)).toEqual([
      "UserCreatedEvent",
      "UserUpdatedEvent",
      "UserDeletedEvent",
    ]);
  });
});
