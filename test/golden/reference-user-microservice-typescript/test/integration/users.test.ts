import { afterAll, beforeAll, expect, it } from "vitest";
import { service } from "../../src/adapters/service.js";
import { rebuildUser, type UserEvent } from "../../src/domain/user-events.js";
import { eventProblems } from "../support/event-contract.js";
import {
  describeIntegration,
  type ServiceUnderTest,
  startServiceUnderTest,
} from "../support/service-under-test.js";

describeIntegration("users over HTTP, PostgreSQL and RabbitMQ", () => {
  let sut: ServiceUnderTest;
  let next = 0;

  beforeAll(async () => {
    sut = await startServiceUnderTest(service);
  });
  afterAll(() => sut?.stop());

  const details = () => ({ name: "Ada Lovelace", email: `ada.${++next}@example.com` });
  const create = async (body: object = details()) => sut.request("POST", "/api/v1/users", { body });

  it("creates a user, answers where they are, and publishes that they were created", async () => {
    const body = { ...details(), profile: { language: "en", tags: ["first"] } };
    const created = await create(body);

    expect(created.status).toBe(201);
    expect(created.body).toEqual({ id: expect.any(String), ...body });
    expect(created.headers.get("location")).toBe(`/api/v1/users/${created.body.id}`);
    const read = await sut.request("GET", created.headers.get("location") ?? "");
    expect(read.body).toEqual(created.body);

    const event = await sut.event("UserCreatedEvent", created.body.id);
    expect(event.data).toMatchObject({ UserId: created.body.id, Email: body.email, Version: 1 });
    expect(eventProblems(event)).toEqual([]);
  });

  it.each([
    ["no name", { email: "a@example.com" }],
    ["no address", { name: "Ada" }],
    ["an address that is none", { name: "Ada", email: "ada" }],
    ["an address of 256 characters", { name: "Ada", email: `${"a".repeat(60)}@${"b.".repeat(97)}b` }],
    ["a blank name", { name: "   ", email: "a@example.com" }],
    ["an unknown field", { name: "Ada", email: "a@example.com", admin: true }],
    ["a profile that is text", { name: "Ada", email: "a@example.com", profile: "x" }],
  ])("refuses %s with a problem", async (_what, body) => {
    const refused = await create(body);
    expect(refused.status).toBe(400);
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
  });

  it("refuses text that cannot be stored, wherever it stands", async () => {
    for (const text of ["a\u0000b", "a\ud800b"]) {
      expect((await create({ ...details(), profile: { text } })).status).toBe(400);
    }
    expect((await create({ ...details(), name: "a\u0000b" })).status).toBe(400);
    expect((await sut.request("GET", "/api/v1/users/a%00b")).status).toBe(400);
  });

  it("lets exactly one of ten have an address that they ask for at once, in any case", async () => {
    const { email } = details();
    const asked = Array.from({ length: 10 }, (_, i) =>
      create({ name: `User ${i}`, email: i % 2 === 0 ? email : email.toUpperCase() }),
    );
    const statuses = (await Promise.all(asked)).map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, ...Array(9).fill(409)]);
  });

  it("refuses to change an address to one that is taken", async () => {
    const [first, second] = [(await create()).body, (await create()).body];
    const refused = await sut.request("PUT", `/api/v1/users/${second.id}`, {
      body: { name: second.name, email: first.email },
    });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain(first.email);
    expect((await sut.request("GET", `/api/v1/users/${second.id}`)).body).toEqual(second);
  });

  it("keeps every one of 50 concurrent changes: no version is missing, none is there twice", async () => {
    const { id, email } = (await create()).body;
    const writers = Array.from({ length: 50 }, (_, i) =>
      sut.request("PUT", `/api/v1/users/${id}`, { body: { name: `Name ${i}`, email } }),
    );
    expect((await Promise.all(writers)).map((answer) => answer.status)).toEqual(Array(50).fill(200));

    const history = (await sut.request("GET", `/api/v1/users/${id}/events`)).body.items as {
      version: number;
      type: string;
      data: Record<string, unknown>;
    }[];
    expect(history.map((event) => event.version)).toEqual(Array.from({ length: 51 }, (_, i) => i + 1));
    const rebuilt = rebuildUser(history.map((event) => ({ ...event, subject: id }) as unknown as UserEvent));
    expect(rebuilt).toMatchObject((await sut.request("GET", `/api/v1/users/${id}`)).body);

    await expect.poll(() => versionsPublished(id), { timeout: 10_000 }).toHaveLength(51);
    expect(versionsPublished(id)).toEqual(Array.from({ length: 51 }, (_, i) => i + 1));
  });

  it("removes a user, keeps the history and frees the address", async () => {
    const { id, email } = (await create()).body;
    const removed = await sut.request("DELETE", `/api/v1/users/${id}`);
    expect(removed.status).toBe(204);
    expect((await sut.request("GET", `/api/v1/users/${id}`)).status).toBe(404);
    expect((await sut.request("DELETE", `/api/v1/users/${id}`)).status).toBe(404);

    const event = await sut.event("UserDeletedEvent", id);
    expect(eventProblems(event)).toEqual([]);
    const history = (await sut.request("GET", `/api/v1/users/${id}/events`)).body.items;
    expect(history.map((entry: { type: string }) => entry.type)).toEqual([
      "UserCreatedEvent",
      "UserDeletedEvent",
    ]);
    expect((await create({ name: "Another", email })).status).toBe(201);
  });

  it("pages through all users without missing or repeating one", async () => {
    const created = new Set<string>();
    for (let i = 0; i < 7; i++) created.add((await create()).body.id);

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? "" : `&cursor=${cursor}`;
      const page = (await sut.request("GET", `/api/v1/users?limit=3${query}`)).body;
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map((user: { id: string }) => user.id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining([...created]));
  });

  it.each(["limit=0", "limit=101", "limit=x", "cursor=nonsense"])("refuses a list with %s", async (query) => {
    expect((await sut.request("GET", `/api/v1/users?${query}`)).status).toBe(400);
  });

  it("knows nothing of an unknown id", async () => {
    for (const path of ["/api/v1/users/nobody", "/api/v1/users/nobody/events"]) {
      expect((await sut.request("GET", path)).status).toBe(404);
    }
    const replaced = await sut.request("PUT", "/api/v1/users/nobody", { body: details() });
    expect(replaced.status).toBe(404);
  });

  const versionsPublished = (id: string) =>
    sut.events.filter((event) => event.subject === id).map((event) => event.data.Version);
});
