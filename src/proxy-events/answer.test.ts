import { expect, test } from "vitest";
import { readHttpAnswerV1, readHttpAnswerV2, readRestAnswer } from "./answer.js";

function payload(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

const text = { decodesBase64: false };

function rest(value: unknown) {
  return readRestAnswer(payload(value), text);
}

test("a REST API takes every part for granted, and nothing else", () => {
  const empty = { status: 200, headers: [["content-type", "application/json"]], body: Buffer.alloc(0) };
  expect(rest({})).toEqual(empty);
  expect(rest({ statusCode: "201", headers: null, body: null })).toEqual({ ...empty, status: 201 });
  const malformed = ["", null, [], { wrong: 1 }, { statusCode: "abc" }, { statusCode: 42 }, { body: {} }];
  for (const value of [...malformed, { headers: "x" }, { multiValueHeaders: { a: "b" } }]) {
    expect(rest(value)).toBeUndefined();
  }
  expect(readRestAnswer(Buffer.from("no json"), text)).toBeUndefined();
  expect(rest({ headers: { "a b": "c" } })).toBeUndefined();
  expect(rest({ headers: { a: "b\r\nc: d" } })).toBeUndefined();
});

test("headers of both kinds are merged, by the names of the multi-value ones", () => {
  const answer = rest({
    headers: { "Test-Multi": "solo", flag: true, same: "x" },
    multiValueHeaders: { "tesT-Multi": ["one", "two"], same: ["x"] },
  });
  expect(answer?.headers).toEqual([
    ...[["content-type", "application/json"] as const, ["tesT-Multi", "one"], ["tesT-Multi", "two"]],
    ...[["same", "x"] as const, ["tesT-Multi", "solo"], ["flag", "true"]],
  ]);
});

test("base64 is decoded where the client accepts it", () => {
  const value = { body: "/wA=", isBase64Encoded: true };
  expect(rest(value)?.body.toString()).toBe("/wA=");
  expect(readRestAnswer(payload(value), { decodesBase64: true })?.body).toEqual(Buffer.from([0xff, 0]));
  const http = { ...value, statusCode: 200, headers: { "Content-Type": "image/png" } };
  expect(readHttpAnswerV2(payload(http))?.body).toEqual(Buffer.from([0xff, 0]));
});

test("an HTTP API infers what format 2.0 leaves out", () => {
  const headers = [["content-type", "application/json"]];
  expect(readHttpAnswerV2(payload("Hello"))).toEqual({ status: 200, headers, body: Buffer.from("Hello") });
  const body = Buffer.from('{"message":"Hello"}');
  expect(readHttpAnswerV2(payload({ message: "Hello" }))).toEqual({ status: 200, headers, body });
  expect(readHttpAnswerV1(payload({ message: "Hello" }))).toBeUndefined();
});

test("an HTTP API sends each cookie as a field of its own", () => {
  const value = { statusCode: 200, cookies: ["a=1", "b=2; Path=/"], body: "x" };
  expect(readHttpAnswerV2(payload(value))?.headers).toEqual([
    ...[["content-type", "text/plain; charset=utf-8"] as const],
    ...[["set-cookie", "a=1"] as const, ["set-cookie", "b=2; Path=/"]],
  ]);
  expect(readHttpAnswerV2(payload({ statusCode: 200, cookies: "a=1" }))).toBeUndefined();
  expect(readHttpAnswerV2(payload({ statusCode: 200, body: {} }))).toBeUndefined();
});
