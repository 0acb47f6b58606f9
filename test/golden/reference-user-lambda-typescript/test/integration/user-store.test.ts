import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { usersIn } from "../../src/adapters/service.js";
import { EmailTakenError, UserNotFoundError } from "../../src/domain/errors.js";
import { rebuildUser } from "../../src/domain/user-events.js";
import type { Users } from "../../src/domain/users.js";
import { eventProblems } from "../support/event-contract.js";
import { awsEndpoint, createTestTable, eventsOf } from "../support/test-table.js";

describe.skipIf(awsEndpoint === undefined)("users in DynamoDB (SKIPPED without AWS_ENDPOINT_URL)", () => {
  let table: Awaited<ReturnType<typeof createTestTable>>;
  let users: Users;
  beforeAll(async () => {
    table = await createTestTable();
    users = usersIn(table);
  });
  afterAll(() => table.remove());

  test("state and history are kept together, with any profile", async () => {
    const profile = { language: "en", numbers: [1e300, 0.1], nothing: null, "": { deep: true } };
    const created = await users.create({ name: "Ada", email: "ada@example.com", profile });
    await users.replace(created.id, { name: "Ada King", email: "king@example.com", profile });
    const found = await users.get(created.id);
    expect(found).toMatchObject({ name: "Ada King", version: 2, profile });
    const history = await users.history(created.id);
    expect(rebuildUser(history.map(({ event }) => event))).toEqual(found);
    expect((await eventsOf(table, `user#${created.id}`)).flatMap(eventProblems)).toEqual([]);
    await users.remove(created.id);
    await expect(users.get(created.id)).rejects.toThrow(UserNotFoundError);
    expect(await users.history(created.id)).toHaveLength(3);
  });

  test("an address belongs to one user, also when two come at once, and is free again later", async () => {
    const attempts = await Promise.allSettled(
      ["eve@example.com", "EVE@example.com"].map((email) => users.create({ name: "Eve", email })),
    );
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [failed] = attempts.filter((attempt) => attempt.status === "rejected");
    expect(failed?.reason).toBeInstanceOf(EmailTakenError);

    const other = await users.create({ name: "Bob", email: "bob@example.com" });
    const taken = users.replace(other.id, { name: "Bob", email: "eve@example.com" });
    await expect(taken).rejects.toThrow(EmailTakenError);
    await users.replace(other.id, { name: "Bob", email: "robert@example.com" });
    await expect(users.create({ name: "New", email: "bob@example.com" })).resolves.toBeDefined();
  });

  test("of writers at once each leaves its event", async () => {
    const { id } = await users.create({ name: "Busy", email: "busy@example.com" });
    await Promise.all(["a", "b", "c"].map((name) => users.replace(id, { name, email: "busy@example.com" })));
    expect((await users.history(id)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  test("pages follow one another, oldest first", async () => {
    const first = await users.list({ limit: 2 });
    const second = await users.list({ limit: 100, cursor: first.nextCursor });
    const all = [...first.items, ...second.items];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect([...all].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))).toEqual(all);
  });
});
