import { expect, test } from "vitest";
import { FieldReader } from "./field-reader.js";
import type { FieldTable } from "./field-table.js";
import { FieldWriter } from "./field-writer.js";

const everyType: FieldTable = new Map([
  ["yes", { type: "t", value: true }],
  ["byte", { type: "b", value: -3 }],
  ["short", { type: "s", value: -300 }],
  ["int", { type: "I", value: -70_000 }],
  ["long", { type: "l", value: -(2n ** 40n) }],
  ["time", { type: "T", value: 1_795_627_028n }],
  ["float", { type: "f", value: 0.5 }],
  ["double", { type: "d", value: 0.1 }],
  ["text", { type: "S", value: Buffer.from("ñandú") }],
  ["list", { type: "A", value: [{ type: "l", value: 7n }] }],
  ["nothing", { type: "V" }],
]) as FieldTable;

test("a table reads as it was written, wherever the buffer had to grow", () => {
  const once = new FieldWriter();
  once.table(everyType);
  const expected = once.take();
  expect(new FieldReader(expected).table()).toEqual(everyType);
  for (let before = 0; before <= 300; before += 1) {
    const writer = new FieldWriter();
    writer.raw(Buffer.alloc(before));
    writer.take();
    writer.table(everyType);
    expect(writer.take().equals(expected), `after ${before} bytes`).toBe(true);
  }
});
