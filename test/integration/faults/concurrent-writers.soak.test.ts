import { expect, test } from "vitest";
import {
  rebuildUser,
  type UserEvent,
} from "../../../templates/reference-user-domain-typescript/files/src/domain/user-events.js";
import { describeFault, eventually, type Shop, soak } from "./shop.js";

interface Listed {
  readonly items: readonly {
    readonly version: number;
    readonly type: UserEvent["type"];
    readonly data: unknown;
  }[];
}

describeFault("fifty writers of one user at once", (shop) => {
  test("leave a history without gap or duplicate that adds up to what is stored", async () => {
    const id = await shop.customer();
    const path = `/api/users/${id}`;
    const rounds = soak(1, 20);
    for (let round = 1; round <= rounds; round++) {
      const writers = Array.from({ length: 50 }, (_, index) => index);
      await Promise.all(
        writers.map((writer) => {
          const name = `Writer ${round}.${writer}`;
          const body = { name, email: `${id}@example.com`, profile: { writer } };
          return write(shop, path, body);
        }),
      );
    }

    const { body } = await shop.client.call<Listed>("GET", `${path}/events`, 200);
    const versions = body.items.map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: versions.length }, (_, index) => index + 1));
    const names = new Set(body.items.map(({ data }) => (data as { Name: string }).Name));
    expect(names.size).toBe(1 + 50 * rounds);

    const history = body.items.map(({ type, data }) => ({ type, subject: id, data }) as UserEvent);
    const rebuilt = rebuildUser(history);
    const stored = await shop.client.call("GET", path, 200);
    expect(stored.body).toEqual({
      id,
      name: rebuilt?.name,
      email: rebuilt?.email,
      profile: rebuilt?.profile,
    });
    const [row] = await shop.rows<{ version: number }>(
      "user-service",
      "SELECT version FROM users WHERE id = $1",
      [id],
    );
    expect(row?.version).toBe(rebuilt?.version);

    await eventually("the order service to know the last version", async () => {
      const query = "SELECT name, version FROM customers WHERE user_id = $1";
      const [known] = await shop.rows<{ name: string; version: number }>("order-service", query, [id]);
      return known?.version === rebuilt?.version && known?.name === rebuilt?.name;
    });
  });
});

/** A writer who is told to come back does so: on a slow machine fifty wait for each other longer than a request may. */
async function write(shop: Shop, path: string, body: unknown): Promise<void> {
  await eventually("a write to be taken", async () => {
    const response = await fetch(shop.data.gatewayUrl + path, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (![200, 503].includes(response.status)) throw new Error(`${response.status} ${await response.text()}`);
    return response.status === 200;
  });
}
