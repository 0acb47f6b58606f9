import { beforeEach, describe, expect, it } from "vitest";
import { EmailTakenError, InvalidUserError, UserNotFoundError } from "../../src/domain/errors.js";
import { rebuildUser } from "../../src/domain/user-events.js";
import { Users } from "../../src/domain/users.js";
import { InMemoryUserStore } from "./in-memory-user-store.js";

const now = new Date("2030-01-02T03:04:05.678Z");
const ada = { name: "Ada Lovelace", email: "ada@example.com" };

describe("users", () => {
  let store: InMemoryUserStore;
  let users: Users;

  beforeEach(() => {
    let next = 0;
    store = new InMemoryUserStore();
    users = new Users({ store, newId: () => `user-${++next}`, clock: () => now });
  });

  it("creates a user and says so in the guideline's JSON", async () => {
    const user = await users.create({ ...ada, profile: { language: "en" } });

    expect(user).toMatchObject({ id: "user-1", ...ada, profile: { language: "en" }, version: 1 });
    expect(store.events).toEqual([
      {
        type: "UserCreatedEvent",
        subject: "user-1",
        data: {
          UserId: "user-1",
          Name: "Ada Lovelace",
          Email: "ada@example.com",
          Profile: { language: "en" },
          Version: 1,
          Timestamp: "2030-01-02T03:04:05.678Z",
        },
      },
    ]);
  });

  it("trims the name and the address", async () => {
    expect(await users.create({ name: " Ada ", email: " ada@example.com " })).toMatchObject({
      name: "Ada",
      email: "ada@example.com",
    });
  });

  it.each([
    ["a blank name", { name: "  ", email: "ada@example.com" }],
    ["an address without a domain", { name: "Ada", email: "ada@" }],
    ["two addresses", { name: "Ada", email: "a@b.example c@d.example" }],
    ["an address of 256 characters", { name: "Ada", email: `${"a".repeat(244)}@example.com` }],
  ])("refuses %s", async (_what, details) => {
    await expect(users.create(details)).rejects.toThrow(InvalidUserError);
    expect(store.events).toEqual([]);
  });

  it("accepts an address of 255 characters", async () => {
    await expect(
      users.create({ name: "Ada", email: `${"a".repeat(243)}@example.com` }),
    ).resolves.toBeDefined();
  });

  it("refuses a second user with the same address in another case, and publishes nothing for it", async () => {
    await users.create(ada);
    await expect(users.create({ name: "Eve", email: "ADA@Example.com" })).rejects.toThrow(EmailTakenError);
    expect(store.events).toHaveLength(1);
  });

  it("replaces every detail: a profile that is not given is gone", async () => {
    await users.create({ ...ada, profile: { language: "en" } });
    const replaced = await users.replace("user-1", { name: "Ada King", email: "ada@example.com" });

    expect(replaced).toMatchObject({ name: "Ada King", version: 2 });
    expect(replaced).not.toHaveProperty("profile");
    expect(store.events.at(-1)).toMatchObject({ type: "UserUpdatedEvent", data: { Version: 2 } });
  });

  it("removes a user, frees the address and keeps the history", async () => {
    await users.create(ada);
    await users.remove("user-1");

    await expect(users.get("user-1")).rejects.toThrow(UserNotFoundError);
    await expect(users.create(ada)).resolves.toMatchObject({ id: "user-2" });
    const history = await users.history("user-1");
    expect(history.map(({ version, event }) => [version, event.type])).toEqual([
      [1, "UserCreatedEvent"],
      [2, "UserDeletedEvent"],
    ]);
  });

  it("says that an unknown user is unknown", async () => {
    await expect(users.get("nobody")).rejects.toThrow(UserNotFoundError);
    await expect(users.replace("nobody", ada)).rejects.toThrow(UserNotFoundError);
    await expect(users.remove("nobody")).rejects.toThrow(UserNotFoundError);
    await expect(users.history("nobody")).rejects.toThrow(UserNotFoundError);
  });

  it("rebuilds the stored state from the history", async () => {
    await users.create({ ...ada, profile: { language: "en" } });
    await users.replace("user-1", {
      name: "Ada King",
      email: "king@example.com",
      profile: { title: "Countess" },
    });

    expect(rebuildUser(store.events)).toEqual(await users.get("user-1"));
    await users.remove("user-1");
    expect(rebuildUser(store.events)).toBeUndefined();
  });
});
