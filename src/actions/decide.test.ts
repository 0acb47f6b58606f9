import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RecordingIo } from "../io/recording-io.js";
import type { ActionContext } from "./context.js";
import { decide } from "./decide.js";
import { readDecision } from "./from-decision.js";

const answers = `name: order-service
owner: team-sales
value: Customers can order at any time.
measure: Orders accepted of those that were placed.
pace: own
scale: own
host: no
size: large
team: own
requirements: complex
traffic: constant
state: store
duration: seconds
control: full
coldStart: matters
lockIn: avoid
approver: Ada Lovelace
`;
const now = new Date("2026-11-27T12:00:00Z");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-decide-"));
  writeFileSync(path.join(folder, "msx.yaml"), "apiVersion: msx/v1\nkind: Workspace\nname: shop\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

const context = (): ActionContext => ({
  ...{ cwd: folder, env: {}, io: new RecordingIo([]), signal: new AbortController().signal },
});

function decided(text: string) {
  writeFileSync(path.join(folder, "answers.yaml"), text);
  return decide({ answers: "answers.yaml", lang: "en", dryRun: false, now }, context());
}

describe("refuses, and writes nothing:", () => {
  test.each([
    ["an answer that is not offered", "pace: own", "pace: fast"],
    ["an answer that is missing", "traffic: constant\n", ""],
    ["a question that is not asked", "pace: own", "pace: own\nmood: good"],
    ["a review that is not after today", "pace: own", "pace: own\nreview: 2026-11-27"],
    ["an approval to come", "pace: own", "pace: own\napproved: 2026-11-28"],
    ["a day that the calendar does not have", "pace: own", "pace: own\nreview: 2027-02-30"],
    ["no answers at all", answers, ""],
  ])("%s", async (_title, from, to) => {
    await expect(decided(answers.replace(from, to))).rejects.toMatchObject({ code: "FILE_INVALID" });
    expect(readdirSync(folder)).toEqual(["answers.yaml", "msx.yaml"]);
  });
});

test("a service cannot be made from a decision on another one, nor on another form", async () => {
  const { record } = await decided(answers);
  const read = (wanted: { name?: string; form?: string }) =>
    readDecision(record?.file ?? "", folder, wanted, context(), now);
  expect(read({ name: "order-service", form: "microservice" })).toMatchObject({ owner: "team-sales" });
  for (const wanted of [{ name: "item-service" }, { form: "lambda" }])
    expect(() => read(wanted)).toThrow(expect.objectContaining({ code: "DECISION_UNUSABLE" }));
  mkdirSync(path.join(folder, "other"));
  expect(() => readDecision("other/0001.md", folder, {}, context(), now)).toThrow(
    expect.objectContaining({ code: "DECISION_UNUSABLE" }),
  );
});
