import { expect, test } from "vitest";
import { parse } from "yaml";
import { putWaiver } from "./edit-waivers.js";

const entry = {
  rule: "resilient-calls",
  service: "item-service",
  reason: 'a "client" of: its own # really',
  approver: "jane@example.com",
  expires: "2027-01-31",
};
const head = "# ours\nname: shop # the shop\n\npolicy:\n  # who\n  approvers: [jane@example.com]\n";
const written = (text: string) => (parse(text) as { policy: { waivers: unknown } }).policy.waivers;

test("takes the place of an empty list, in blocks; all else stays", () => {
  const text = putWaiver(`${head}  # what\n  waivers: [] # none yet\nlast: 1\n`, entry);
  expect(text).toContain(`${head}  # what\n  waivers:\n    - rule: resilient-calls\n      service:`);
  expect(text).toContain(" # none yet\nlast: 1\n");
  expect(written(text)).toEqual([entry]);
});

test("comes last in a list, whatever its indentation, and keeps the file's line ends", () => {
  const text = `${head}  waivers:\n  - rule: own-database # old\n    reason: a\n    approver: b\n    expires: 2027-01-01 # soon\n`;
  const result = putWaiver(text.replaceAll("\n", "\r\n"), entry);
  expect(result.replaceAll("\r\n", "\n").startsWith(text.trimEnd())).toBe(true);
  expect(result.replaceAll("\r\n", "")).not.toContain("\n");
  expect(written(result)).toHaveLength(2);
});

test("the one for the same rule and service gives way", () => {
  const once = putWaiver(`${head}  waivers: []\n`, entry);
  const again = putWaiver(once, { ...entry, expires: "2027-06-30" });
  expect(again).toBe(once.replace("2027-01-31", "2027-06-30"));
  expect(putWaiver(again, { ...entry, expires: "2027-06-30" })).toBe(again);
});

test.each([
  "name: shop\n",
  "policy: { approvers: [], waivers: [] }\n",
  "policy:\n  waivers: [{ rule: a }]\n",
])("fits into %j", (text) => {
  expect(written(putWaiver(text, entry))).toContainEqual(entry);
});
