import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { planRequest } from "../http/plan.js";
import { mutate } from "./hostile.js";
import { Contract, type Operation } from "./operations.js";
import { Random } from "./random.js";
import { sampleOf } from "./sample.js";

const file = "templates/reference-payment/files/contracts/openapi.json";
const payments = new Contract(JSON.parse(readFileSync(file, "utf8")));

function find(method: string, path: string): Operation {
  const found = payments.operations.find((one) => one.method === method && one.path === path);
  if (!found) throw new Error(`no ${method} ${path}`);
  return found;
}

test("reads operations with their parameters and examples", () => {
  const create = find("POST", "/api/v1/payments");
  expect(create.parameters).toMatchObject([{ name: "Idempotency-Key", in: "header", required: true }]);
  expect(create.body?.example).toMatchObject({ amount: 29.97, method: "card" });
  expect(find("POST", "/api/v1/payments/{id}/refund").body).toBeUndefined();
});

test("makes values that fit a schema where there is no example", () => {
  const schema = payments.resolve({ $ref: "#/components/schemas/PaymentRequest" });
  const value = sampleOf(schema, payments, new Random(1)) as Record<string, unknown>;
  expect(Object.keys(value)).toEqual(["orderId", "amount", "currency", "method"]);
  expect(value.currency).toMatch(/^[A-Z]{3}$/);
  expect(value.amount).toBeGreaterThan(0);
});

test("a document that is none, or refers to itself, has no operations that throw", () => {
  expect(new Contract("nonsense").operations).toEqual([]);
  const circle = new Contract({
    paths: { "/a": { $ref: "#/paths/~1a" } },
    components: { schemas: { a: { $ref: "#/components/schemas/a" } } },
  });
  expect(circle.operations).toEqual([]);
  expect(sampleOf({ $ref: "#/components/schemas/a" }, circle, new Random(1))).toBeTypeOf("string");
});

test("the same seed makes the same requests, another one others", () => {
  const make = (seed: number): string => {
    const random = new Random(seed);
    const { body } = find("POST", "/api/v1/payments");
    return JSON.stringify(Array.from({ length: 50 }, () => mutate(body?.example, random)));
  };
  expect(make(1)).toBe(make(1));
  expect(make(1)).not.toBe(make(2));
});

test("whatever stands in a path or a header, it can be sent", () => {
  const read = find("GET", "/api/v1/payments/{id}");
  const pathOf = (id: string): string => planRequest(read, { path: { id } }).path;
  expect(pathOf("..")).toBe("/api/v1/payments/%2E%2E");
  expect(pathOf("a\u0000/b?c")).toBe("/api/v1/payments/a%00%2Fb%3Fc");
  expect(pathOf("\ud800")).toBe("/api/v1/payments/%EF%BF%BD");
  const { headers } = planRequest(find("POST", "/api/v1/payments"), {
    header: { "Idempotency-Key": "a\r\nb\u0000" },
  });
  expect(headers["idempotency-key"]).toBe("a??b?");
});
