import { expect, test } from "vitest";
import { compileFilterPolicy, type Filterable } from "./filter-policy.js";

/** Whether each message is wanted. */
function wanted(policy: unknown, ...messages: Filterable[]): boolean[] {
  const wants = compileFilterPolicy(JSON.stringify(policy), "MessageBody");
  return messages.map((message) => wants(message));
}

const refusal = (policy: unknown, scope: "MessageBody" | "MessageAttributes" = "MessageBody") => {
  try {
    compileFilterPolicy(typeof policy === "string" ? policy : JSON.stringify(policy), scope);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

test("values are compared with their type", () => {
  expect(wanted({ a: ["1"] }, { a: "1" }, { a: 1 }, {})).toEqual([true, false, false]);
  expect(wanted({ a: [1, true, null] }, { a: 1 }, { a: true }, { a: null }, { a: "1" })).toEqual([
    ...[true, true, true, false],
  ]);
});

test("every key must match, by any of its values", () => {
  expect(wanted({ a: ["x", "y"], b: [1] }, { a: "y", b: 1 }, { a: "y", b: 2 }, { a: "y" })).toEqual([
    ...[true, false, false],
  ]);
});

test("a list matches by any of its items", () => {
  expect(wanted({ a: ["x"] }, { a: ["z", "x"] }, { a: ["z"] }, { a: [] })).toEqual([true, false, false]);
});

test("texts by prefix, suffix, and whatever their case", () => {
  expect(wanted({ a: [{ prefix: "or" }] }, { a: "order" }, { a: "xor" }, { a: 1 })).toEqual([
    true,
    false,
    false,
  ]);
  expect(wanted({ a: [{ suffix: "er" }] }, { a: "order" }, { a: "orders" })).toEqual([true, false]);
  expect(wanted({ a: [{ "equals-ignore-case": "ORDER" }] }, { a: "Order" }, { a: "ord" })).toEqual([
    true,
    false,
  ]);
});

test("anything but needs something", () => {
  expect(wanted({ a: [{ "anything-but": ["x", 1] }] }, { a: "y" }, { a: "x" }, { a: 1 }, {})).toEqual([
    ...[true, false, false, false],
  ]);
  expect(wanted({ a: [{ "anything-but": { prefix: "or" } }] }, { a: "order" }, { a: "x" })).toEqual([
    false,
    true,
  ]);
});

test("numbers by comparison and range, and only numbers", () => {
  const range = { a: [{ numeric: [">=", 1, "<", 2] }] };
  expect(wanted(range, { a: 1 }, { a: 1.9 }, { a: 2 }, { a: "1" })).toEqual([true, true, false, false]);
  expect(wanted({ a: [{ numeric: ["=", 3] }] }, { a: 3.0 }, { a: 4 })).toEqual([true, false]);
});

test("presence and absence, also inside of what is absent", () => {
  expect(wanted({ a: [{ exists: true }] }, { a: 0 }, {})).toEqual([true, false]);
  expect(wanted({ a: { b: [{ exists: false }] } }, { a: { b: 1 } }, { a: {} }, {})).toEqual([
    false,
    true,
    true,
  ]);
});

test("addresses by network, IPv4 and IPv6", () => {
  expect(
    wanted({ a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.0.255" }, { a: "10.0.1.1" }, { a: "x" }),
  ).toEqual([...[true, false, false]]);
  const network = { a: [{ cidr: "2001:db8:1234:1a00::/64" }] };
  expect(wanted(network, { a: "2001:db8:1234:1a00::1" }, { a: "2001:db8:1234:1a01::1" })).toEqual([
    true,
    false,
  ]);
});

test("alternatives, beside other keys", () => {
  const policy = { source: ["shop"], $or: [{ a: ["x"] }, { b: [1] }] };
  expect(
    wanted(policy, { source: "shop", a: "x" }, { source: "shop", b: 1 }, { source: "shop" }, { a: "x" }),
  ).toEqual([true, true, false, false]);
});

test("objects in lists match by any of them", () => {
  const policy = { items: { sku: ["A"], count: [2] } };
  expect(
    wanted(policy, { items: [{ sku: "B" }, { sku: "A", count: 2 }] }, { items: [{ sku: "A" }] }),
  ).toEqual([...[true, false]]);
});

test("keys of every object are no keys of a message", () => {
  expect(wanted({ constructor: [{ exists: true }] }, {})).toEqual([false]);
});

// The words are AWS's, but for where in the document its parser was.
test.each([
  [{ key: [["value"]] }, "Match value must be String, number, true, false, or null"],
  [{ key: [{ "wrong-operator": true }] }, "Unrecognized match type wrong-operator"],
  [{ key: [{ suffix: "value", prefix: "value2" }] }, "Only one key allowed in match expression"],
  [{ key: [] }, "Empty arrays are not allowed"],
  [{ key: [{ suffix: 100 }] }, "suffix match pattern must be a string"],
  [{ key: "value" }, '"key" must be an object or an array'],
  [{ key: [{ cidr: "bad-filter" }] }, "Malformed CIDR, one '/' required"],
  [{ key: [{ cidr: "bad-filter/64" }] }, "Nonstandard IP address: bad-filter"],
  [{ key: [{ cidr: "bad-/64filter" }] }, "Malformed CIDR, mask bits must be an integer"],
  [{ key: [{ numeric: [] }] }, "Invalid member in numeric match: ]"],
  [{ key: [{ numeric: ["operator"] }] }, "Unrecognized numeric range operator: operator"],
  [{ key: [{ numeric: [1, "<="] }] }, "Invalid member in numeric match: 1"],
  [{ key: [{ numeric: ["=", "000"] }] }, "Value of equals must be numeric"],
  [{ key: [{ numeric: ["<", 100, ">", 10] }] }, "Too many elements in numeric expression"],
  [{ key: [{ numeric: [">=", 1, ">", 2] }] }, "Bad numeric range operator: >"],
  [{ key: [{ numeric: [">", 3, "<", 1] }] }, "Bottom must be less than top"],
  [{ key: [{ numeric: [">", 20, "<="] }] }, "Value of <= must be numeric"],
  [{ key: [{ numeric: [">", 20, 30] }] }, "Bad value in numeric range: 30"],
  [{ key: [{ numeric: [">", 20, "<", 30, "<", 50] }] }, "Too many terms in numeric range expression"],
  [{ key: [{ exists: "no" }] }, "exists match pattern must be either true or false."],
  [{ key: [{ "anything-but": { suffix: "x" } }] }, "Unsupported anything-but pattern: suffix"],
  [
    { a: ["1"], b: ["1"], c: ["1"], d: ["1"], e: ["1"], f: ["1"] },
    "Filter policy can not have more than 5 keys",
  ],
])("%j is refused", (policy, reason) => {
  expect(refusal(policy)).toBe(`Invalid parameter: FilterPolicy: ${reason}`);
});

test("too many combinations are refused, and nesting in attributes", () => {
  const values = Array.from({ length: 13 }, (_, number) => String(number));
  expect(refusal({ a: values, b: values })).toBe(
    "Invalid parameter: FilterPolicy: Filter policy is too complex",
  );
  expect(refusal({ a: { b: ["x"] } }, "MessageAttributes")).toBe(
    "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy",
  );
  expect(refusal("no json")).toMatch(/^Invalid parameter: FilterPolicy: failed to parse JSON\./);
});
