// One black-box suite decides that services of both stacks are equal: the same requests to the same services, each stack on a real
// platform of its own; every answer, event, metric and kind of log line is compared.
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDotnet } from "../../helpers/dotnet.js";
import { items, orders, payments, users } from "./conversations.js";
import { metricsOf } from "./metrics.js";
import { type ServiceName, Shop } from "./shop.js";

const conversations = {
  "item-service": items,
  "user-service": users,
  "payment-service": payments,
  "order-service": orders,
};
const names = Object.keys(conversations) as readonly ServiceName[];

/** Requests that are answered differently, and why: nobody relies on it. They are in docs/new-service.md too. */
const known: Readonly<Record<string, string>> = {
  "limit=1e1": "JavaScript's numbers are read in every notation, a query's int in .NET in one",
  "limit=0x10": "JavaScript's numbers are read in every notation, a query's int in .NET in one",
  "the null character in a path": "Kestrel refuses it before the service sees it",
  "a slash too much": "ASP.NET's routing takes no empty value",
  "an encoded percent sign":
    "Kestrel unescapes every sign but the slash: %252F and %2F are one to the service",
  "dot segments": "Kestrel resolves them before the service sees the path",
  "lists in lists": "System.Text.Json reads 64 levels",
  "a prototype": "Fastify refuses the name, which is dangerous in JavaScript only",
  "a constructor": "Fastify refuses the name, which is dangerous in JavaScript only",
  "amount 1e-7": "each language writes small numbers in its own way",
};

describeDotnet("services of both stacks", () => {
  const shops = [new Shop("typescript"), new Shop("dotnet")] as const;
  const both = <T>(of: (shop: Shop) => Promise<T>): Promise<readonly [T, T]> =>
    Promise.all([of(shops[0]), of(shops[1])]);

  beforeAll(async () => {
    // Each to its end: what one still starts could not be taken away.
    const opened = await Promise.allSettled(shops.map((shop) => shop.open()));
    for (const one of opened) if (one.status === "rejected") throw one.reason;
  }, 1_200_000);
  afterAll(() => both((shop) => shop.close()));

  test.each(names)("%s answers alike", async (name) => {
    const [typescript, dotnet] = await both((shop) => shop.answers(name, conversations[name]));
    expect([...dotnet.keys()]).toEqual([...typescript.keys()]);
    const differing = [...typescript.keys()].filter((what) => {
      const same = JSON.stringify(dotnet.get(what)) === JSON.stringify(typescript.get(what));
      return same === Object.hasOwn(known, what);
    });
    const of = (answers: typeof dotnet) =>
      Object.fromEntries(differing.map((what) => [what, answers.get(what)]));
    expect(of(dotnet)).toEqual(of(typescript));
    expect(differing, "known to differ, and equal").toEqual([]);
  });

  test("the same events are published", async () => {
    const told = (): readonly string[] => shops.map(({ events }) => JSON.stringify(events));
    // Either may be behind: an order of nobody is cancelled after its customer was waited for.
    await expect
      .poll(() => new Set(told()).size, { timeout: 60_000 })
      .toBe(1)
      .catch(() => undefined);
    expect(shops[1].events).toEqual(shops[0].events);
    expect(shops[0].events.length).toBeGreaterThan(20);
  });

  test.each(names)("%s has the same metrics and logs the same fields", async (name) => {
    const [typescript, dotnet] = await both(async (shop) => ({
      metrics: metricsOf((await shop.get(name, "/metrics")).text),
      logged: await shop.logged(name),
    }));
    expect(dotnet).toEqual(typescript);
  });
});
