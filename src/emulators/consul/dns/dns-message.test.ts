import { describe, expect, it } from "vitest";
import { readQuery, recordTypes, writeAnswer } from "./dns-message.js";

const header = [0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0];
const question = [1, 0x61, 6, ...Buffer.from("consul"), 0, 0, 1, 0, 1];

describe("readQuery", () => {
  it("reads labels, type and the size of EDNS", () => {
    const edns = [0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0];
    const withEdns = [...header.slice(0, 11), 1, ...question, ...edns];
    expect(readQuery(Buffer.from([...header, ...question]))).toMatchObject({
      ...{ id: 0x1234, labels: ["a", "consul"], type: recordTypes.A, recursionDesired: true, udpSize: 512 },
    });
    expect(readQuery(Buffer.from(withEdns))).toMatchObject({ hasEdns: true, udpSize: 4096 });
  });

  it("answers nothing to what is no question, whatever it is", () => {
    const whole = [...header, ...question];
    for (let length = 0; length < whole.length; length += 1) {
      expect(readQuery(Buffer.from(whole.slice(0, length)))).toBeUndefined();
    }
    expect(
      readQuery(Buffer.from([...header.slice(0, 2), 0x81, ...header.slice(3), ...question])),
    ).toBeUndefined();
    expect(readQuery(Buffer.from([...header, 0xc0, 0x0c, 0, 1, 0, 1]))).toBeUndefined();
  });
});

it("an answer that does not fit is cut and says so", () => {
  const query = readQuery(Buffer.from([...header, ...question]));
  if (query === undefined) throw new Error("no query");
  const record = { labels: ["a", "consul"], type: recordTypes.A, data: Buffer.from([1, 2, 3, 4]) };
  const answer = { code: 0, answers: Array.from({ length: 100 }, () => record) };
  const cut = writeAnswer(query, answer, 512);
  expect(cut.length).toBeLessThanOrEqual(512);
  expect(cut.readUInt16BE(2) & 0x0200).toBe(0x0200);
  expect(cut.readUInt16BE(6)).toBeGreaterThan(10);
  expect(writeAnswer(query, answer, 65_535).readUInt16BE(6)).toBe(100);
});
