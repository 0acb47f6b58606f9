import { expect, test } from "vitest";
import { SharedTexts } from "./shared-texts.js";

function counted() {
  let decoded = 0;
  const texts = new SharedTexts((bytes) => {
    decoded += 1;
    return bytes.toString("utf8");
  });
  return { of: (text: string) => texts.of(Buffer.from(text)), decoded: () => decoded };
}

test("a content that comes again is decoded twice and no more", () => {
  const { of, decoded } = counted();
  expect([of("same"), of("same"), of("same"), of("same")]).toEqual(["same", "same", "same", "same"]);
  expect(decoded()).toBe(2);
});

test("contents that differ only where nobody samples are told apart", () => {
  const { of } = counted();
  const base = "x".repeat(10_000);
  const others = Array.from({ length: 200 }, (_, at) => `${base.slice(0, at)}y${base.slice(at + 1)}`);
  for (let round = 0; round < 3; round += 1)
    for (const text of [base, ...others]) expect(of(text) === text).toBe(true);
});

test("bytes that are overwritten afterwards change no text", () => {
  const texts = new SharedTexts((bytes) => bytes.toString("utf8"));
  const bytes = Buffer.from("first");
  for (let round = 0; round < 3; round += 1) texts.of(bytes);
  bytes.write("other");
  expect([texts.of(Buffer.from("first")), texts.of(bytes)]).toEqual(["first", "other"]);
});
