import { setTimeout as delay } from "node:timers/promises";
import type { Answer, Sent } from "./answers.js";

/** Sends one request of a conversation and keeps its answer under a name. */
export type Ask = (name: string, sent: Sent) => Promise<Answer>;
/** Asks without keeping the answer, until it fits. */
export type Look = (path: string, fits: (answer: Answer) => boolean) => Promise<void>;

export interface Talk {
  readonly ask: Ask;
  readonly look: Look;
  /** Of another service of the same stack. */
  at(service: string): Talk;
}

const unknownId = "11111111-2222-4333-8444-555555555555";
const json = { "content-type": "application/json" };

/** What any service answers, whatever it is about. */
async function anything({ ask }: Talk, base: string): Promise<void> {
  const get = (name: string, path: string, headers = {}) => ask(name, { method: "GET", path, headers });
  await get("live", "/health/live");
  await get("ready", "/health/ready");
  await get("contract", "/openapi.json");
  await get("unknown route", "/nowhere");
  await get("unknown route below the base", `${base}/a/b/c/d`);
  await ask("POST to what is read", { method: "POST", path: "/health/live", body: {} });
  await ask("wrong method", { method: "PATCH", path: base, body: {} });
  await ask("options", { method: "OPTIONS", path: base });
  await ask("trace", { method: "TRACE", path: base });
  await ask("head of the list", { method: "HEAD", path: base });
  await ask("head of nothing", { method: "HEAD", path: "/nowhere" });
  await get("request id kept", base, { "x-request-id": "my-request-1" });
  await get("accept text only", base, { accept: "text/plain" });
  await get("accept nothing known", `${base}/${unknownId}`, { accept: "image/png" });
  await get("unknown id", `${base}/${unknownId}`);
  await get("upper-case id", `${base}/${unknownId.toUpperCase()}`);
  await get("no id", `${base}/not-an-id`);
  await get("encoded id", `${base}/%31%31`);
  await get("encoded slash", `${base}/a%2Fb`);
  await get("broken encoding", `${base}/%zz`);
  await get("broken UTF-8", `${base}/%ff`);
  await get("letters beyond ASCII", `${base}/caf%C3%A9`);
  await get("an encoded percent sign", `${base}/a%252Fb`);
  await get("the null character in a path", `${base}/a%00b`);
  await get("a slash too much", `${base}/`);
  await get("dot segments", `${base}/x/../${unknownId}`);
  await get("upper-case path", base.toUpperCase());
  await get("double slash", `/${base}`);
  await get("empty query", `${base}?`);
  for (const limit of [
    "1",
    "0",
    "-1",
    "101",
    "1.5",
    "abc",
    "",
    "%31",
    "+1",
    "0x10",
    "1e1",
    "01",
    " 1 ".replaceAll(" ", "%20"),
  ])
    await get(`limit=${limit}`, `${base}?limit=${limit}`);
  await get("limit twice", `${base}?limit=1&limit=2`);
  await get("limit in brackets", `${base}?limit[]=1`);
  await get("unknown parameter", `${base}?nobody=knows`);
  await get("a cursor that is none", `${base}?cursor=abc`);
  await get("a cursor that is too long", `${base}?cursor=${"a".repeat(201)}`);
}

/** What a POST answers to bodies that are wrong in every way. */
async function badBodies(
  { ask }: Talk,
  path: string,
  good: Readonly<Record<string, unknown>>,
): Promise<void> {
  const post = (name: string, body: unknown, headers = {}) =>
    ask(name, { method: "POST", path, body, headers });
  await ask("no body", { method: "POST", path });
  await post("an empty body", "");
  await post("malformed JSON", '{"name": ');
  await post("two documents", "{}{}");
  await post("a comma too much", '{"name":"x",}');
  await post("a comment", '{/* no */"name":"x"}');
  await post("NaN", '{"name":NaN}');
  await post("a byte-order mark", `\ufeff${JSON.stringify(good)}`);
  await post("a list", []);
  await post("a text", '"text"');
  await post("null", "null");
  await post("nothing in it", {});
  await post("an additional property", { ...good, extra: 1 });
  await post("two additional properties", { ...good, extra: 1, other: 2 });
  for (const key of Object.keys(good)) {
    const { [key]: _, ...less } = good;
    await post(`without ${key}`, less);
    for (const [what, value] of wrong) await post(`${key}: ${what}`, { ...good, [key]: value });
  }
  await post("text/plain", JSON.stringify(good), { "content-type": "text/plain" });
  await post("a form", "name=x", { "content-type": "application/x-www-form-urlencoded" });
  await post("no media type", JSON.stringify(good), { "content-type": "" });
  await post("a media type that is none", JSON.stringify(good), { "content-type": "nonsense" });
  await post("too large", { ...good, extra: "x".repeat(300 * 1024) });
  await post("a key with a slash and a tilde", { ...good, "a/b~c": 1 });
  await post("lists in lists", `{"extra":${"[".repeat(80)}${"]".repeat(80)}}`);
  await post("a prototype", '{"__proto__":{"a":1}}');
  await post("a constructor", '{"constructor":{"prototype":{"a":1}}}');
}

const wrong: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["a number", 5],
  ["true", true],
  ["an empty text", ""],
  ["a blank text", "  "],
  ["a list", []],
  ["an object", {}],
  ["a very long text", "x".repeat(3_000)],
];

/** The entity's service: made, read, listed, replaced under a version, deleted. */
export async function items(talk: Talk): Promise<void> {
  const { ask } = talk;
  const base = "/api/v1/items";
  await anything(talk, base);
  await badBodies(talk, base, { name: "first", description: "d" });
  const post = (name: string, body: unknown, headers = {}) =>
    ask(name, { method: "POST", path: base, body, headers });
  await post("made", { name: "first", description: "d" });
  await post("made without what is optional", { name: "second" });
  await post("letters of the world", { name: "Ñandú 𝒳 日本" });
  await post("escapes", '{"name":"a\\u00e9\\n\\t\\"\\\\/ <&>\'"}');
  await post("a half of a character", '{"name":"a\\ud800b"}');
  await post("the null character", '{"name":"a\\u0000b"}');
  await post("the same key twice", '{"name":"one","name":"two"}');
  await post("with a charset", { name: "third" }, { "content-type": "application/json; charset=utf-8" });
  await post("an upper-case media type", { name: "fourth" }, { "content-type": "Application/JSON" });
  const one = await post("one more", { name: "five" });
  const path = `${base}/${String(one.json.id)}`;
  const change = (name: string, method: string, headers: Record<string, string>, body?: unknown) =>
    ask(name, { method, path, headers, ...(body !== undefined && { body }) });
  await change("read", "GET", {});
  await change("read what has not changed", "GET", { "if-none-match": '"1"' });
  await change("head", "HEAD", {});
  await change("replaced", "PUT", { "if-match": '"1"' }, { name: "six" });
  await change("replaced too late", "PUT", { "if-match": '"1"' }, { name: "seven" });
  await change("replaced whatever it is", "PUT", { "if-match": "*" }, { name: "eight" });
  await change("replaced without a version", "PUT", {}, { name: "nine", description: "x" });
  await change("a version that is none", "PUT", { "if-match": "two" }, { name: "ten" });
  await change("a weak version", "PUT", { "if-match": 'W/"4"' }, { name: "ten" });
  await change("several versions", "PUT", { "if-match": '"1", "4"' }, { name: "ten" });
  await change("replaced by nothing", "PUT", {}, {});
  await change("changed in part", "PATCH", {}, { name: "x" });
  await change("deleted too early", "DELETE", { "if-match": '"1"' });
  await change("deleted with a media type", "DELETE", json);
  await change("deleted again", "DELETE", {});
  await change("read when it is gone", "GET", {});
  await change("replaced when it is gone", "PUT", {}, { name: "x" });
  const page = await ask("first page", { method: "GET", path: `${base}?limit=2` });
  const cursor = String(page.json.nextCursor);
  await ask("second page", { method: "GET", path: `${base}?limit=2&cursor=${cursor}` });
  await ask("last page", { method: "GET", path: `${base}?limit=100&cursor=${cursor}` });
  await ask("a cursor that is cut", { method: "GET", path: `${base}?cursor=${cursor.slice(0, -3)}` });
}

export async function users(talk: Talk): Promise<void> {
  const { ask } = talk;
  const base = "/api/v1/users";
  await anything(talk, base);
  await badBodies(talk, base, { name: "Ada", email: "bad.bodies@example.com", profile: { language: "en" } });
  const post = (name: string, body: unknown) => ask(name, { method: "POST", path: base, body });
  for (const email of [
    "ada",
    "ada@",
    "@b.c",
    "a b@c.d",
    "a@b",
    "ä@example.com",
    `${"a".repeat(250)}@b.co`,
    "A.B+c@Example.COM",
  ])
    await post(`e-mail ${email.slice(0, 20)}`, { name: "Ada", email });
  const ada = await post("made", {
    name: "Ada",
    email: "ada@example.com",
    profile: { language: "en", deep: { a: [1, null, 1.5] } },
  });
  await post("the same e-mail", { name: "Other", email: "ada@example.com" });
  await post("the same e-mail in capitals", { name: "Other", email: "ADA@example.com" });
  const path = `${base}/${String(ada.json.id)}`;
  await ask("read", { method: "GET", path });
  await ask("replaced", { method: "PUT", path, body: { name: "Ada King", email: "ada@example.com" } });
  await ask("replaced by another's e-mail", {
    method: "PUT",
    path,
    body: { name: "Ada", email: "a.b+c@example.com" },
  });
  await ask("replaced by nothing", { method: "PUT", path, body: {} });
  await ask("replaced, whom nobody knows", {
    method: "PUT",
    path: `${base}/${unknownId}`,
    body: { name: "A", email: "x@y.zz" },
  });
  await ask("events", { method: "GET", path: `${path}/events` });
  await ask("events of nobody", { method: "GET", path: `${base}/${unknownId}/events` });
  await ask("deleted", { method: "DELETE", path });
  await ask("deleted again", { method: "DELETE", path });
  await ask("events when it is gone", { method: "GET", path: `${path}/events` });
  await ask("list", { method: "GET", path: `${base}?limit=1` });
}

export async function payments(talk: Talk): Promise<void> {
  const { ask } = talk;
  const base = "/api/v1/payments";
  const good = { orderId: unknownId, amount: 29.97, currency: "USD", method: "card" };
  await anything(talk, `${base}`);
  await badBodies(talk, base, good);
  const pay = (name: string, body: unknown, headers = {}) =>
    ask(name, { method: "POST", path: base, body, headers });
  for (const amount of ["0", "-1", "0.001", "1e-7", "1e2", "1E+2", "100000000000", "29.970", '"29.97"'])
    await pay(
      `amount ${amount}`,
      JSON.stringify({ ...good, amount: 0 }).replace('"amount":0', `"amount":${amount}`),
      {
        "idempotency-key": `amount-${amount}`,
      },
    );
  const paid = await pay("paid", good, { "idempotency-key": "key-1" });
  await pay("the same again", good, { "idempotency-key": "key-1" });
  await pay("another under the same key", { ...good, amount: 1 }, { "idempotency-key": "key-1" });
  await pay("declined", { ...good, method: "declined" }, { "idempotency-key": "key-2" });
  await pay("a key that is empty", good, { "idempotency-key": "" });
  await pay("a key that is too long", good, { "idempotency-key": "k".repeat(300) });
  await pay(
    "yen, which have no cents",
    { ...good, amount: 5.5, currency: "JPY" },
    { "idempotency-key": "key-3" },
  );
  await pay("a currency that is none", { ...good, currency: "XXX" }, { "idempotency-key": "key-4" });
  const path = `${base}/${String(paid.json.id)}`;
  await ask("read", { method: "GET", path });
  await ask("by order", { method: "GET", path: `${base}?orderId=${unknownId}&limit=2` });
  await ask("by an order that is none", { method: "GET", path: `${base}?orderId=none` });
  await ask("refunded", { method: "POST", path: `${path}/refund` });
  await ask("refunded again", { method: "POST", path: `${path}/refund` });
  await ask("refund of nothing", { method: "POST", path: `${base}/${unknownId}/refund` });
  await ask("refund with a body", { method: "POST", path: `${path}/refund`, body: { reason: "x" } });
}

/** Orders of a customer that the order service learns of by an event, paid by a call and by events. */
export async function orders(talk: Talk): Promise<void> {
  const { ask, look } = talk;
  const base = "/api/v1/orders";
  const good = { userId: unknownId, items: [{ sku: "A", quantity: 1, price: 9.99 }], paymentMethod: "card" };
  await anything(talk, base);
  await badBodies(talk, base, good);
  const place = (name: string, body: unknown) => ask(name, { method: "POST", path: base, body });
  for (const [what, item] of [
    ["no sku", { quantity: 1, price: 1 }],
    ["none of it", { sku: "A", quantity: 0, price: 1 }],
    ["half of it", { sku: "A", quantity: 0.5, price: 1 }],
    ["a price below nothing", { sku: "A", quantity: 1, price: -1 }],
    ["a price of mills", { sku: "A", quantity: 1, price: 0.001 }],
    ["more than is named", { sku: "A", quantity: 1, price: 1, colour: "red" }],
  ] as const)
    await place(`item: ${what}`, { ...good, items: [item] });
  await place("of nobody", good);
  const user = await talk.at("user-service").ask("customer", {
    method: "POST",
    path: "/api/v1/users",
    body: { name: "Bob", email: "bob@example.com" },
  });
  const userId = String(user.json.id);
  await look(`${base}/customers/${userId}`, ({ status }) => status === 200);
  await ask("customer known", { method: "GET", path: `${base}/customers/${userId}` });
  const stock = await ask("stock", { method: "GET", path: `${base}/stock/A` });
  await ask("stock of nothing", { method: "GET", path: `${base}/stock/nothing` });
  const outcomes = [
    ["paid", { ...good, userId, items: [{ sku: "A", quantity: 3, price: 9.99 }] }],
    ["declined", { ...good, userId, paymentMethod: "declined" }],
    [
      "out of stock",
      { ...good, userId, items: [{ sku: "A", quantity: Number(stock.json.available) + 100, price: 1 }] },
    ],
    ["of an unknown thing", { ...good, userId, items: [{ sku: "nothing", quantity: 1, price: 1 }] }],
  ] as const;
  for (const [what, order] of outcomes) {
    const placed = await place(`placed: ${what}`, order);
    const path = `${base}/${String(placed.json.id)}`;
    await look(path, ({ json: { status } }) => status !== "Pending" && status !== undefined);
    // It is told by an event, after the order is done; nobody is told of one that was cancelled.
    if (what === "paid") await look(`${path}/notifications`, isFilled);
    await ask(`afterwards: ${what}`, { method: "GET", path });
    await ask(`notified: ${what}`, { method: "GET", path: `${path}/notifications` });
  }
  await ask("of a customer", { method: "GET", path: `${base}?userId=${userId}&limit=2` });
  await ask("of a customer that is none", { method: "GET", path: `${base}?userId=none` });
  await ask("notifications of nothing", { method: "GET", path: `${base}/${unknownId}/notifications` });
  // What is published after the last answer.
  await delay(2_000);
}

function isFilled({ json: { items: listed } }: Answer): boolean {
  return Array.isArray(listed) && listed.length > 0;
}
