import { expect, test } from "vitest";
import { isSame, judgeWaiver, type Waiver, type WaiverCourt } from "./waivers.js";

const waiver: Waiver = {
  rule: "resilient-calls",
  reason: "its own timeout",
  approver: "jane@example.com",
  expires: "2026-12-31",
  place: { file: "msx.yaml", line: 3, end: 6, kind: "policy" },
};
const court: WaiverCourt = {
  rules: [
    { id: "resilient-calls", waivable: true },
    { id: "image-non-root", waivable: false },
  ],
  approvers: ["jane@example.com"],
  now: new Date("2026-12-31T23:59:59Z"),
  strict: false,
  authorsOf: () => ({ names: ["Dev <dev@example.com>"] }),
};

test("it holds through the whole of its last day", () => {
  expect(judgeWaiver(waiver, court)).toEqual({});
});

test.each([
  ["expired", { expires: "2026-12-30" }, {}],
  ["malformed", { expires: "2026-13-45" }, {}],
  ["malformed", { expires: "2027-02-30" }, {}],
  ["malformed", { reason: "" }, {}],
  ["unknown-rule", { rule: "nothing" }, {}],
  ["not-waivable", { rule: "image-non-root" }, {}],
  ["not-an-approver", { approver: "joe@example.com" }, {}],
  ["not-an-approver", {}, { approvers: [] }],
  ["self-approved", {}, { authorsOf: () => ({ names: ["Jane <JANE@example.com>"] }) }],
  [
    "self-approved",
    { approver: "jane@example.com" },
    {
      approvers: ["Jane Doe <jane@example.com>"],
      authorsOf: () => ({ names: ["Jane Doe <1+jane@users.noreply.github.com>"] }),
    },
  ],
  ["unproven", {}, { strict: true, authorsOf: () => ({ names: [], unproven: "shallow" }) }],
] as const)("%s: %j %j", (problem, other, rest) => {
  expect(judgeWaiver({ ...waiver, ...other }, { ...court, ...(rest as Partial<WaiverCourt>) })).toMatchObject(
    { problem },
  );
});

test("without proof of its author it holds with a doubt, unless its approver would commit it", () => {
  const uncommitted = (names: readonly string[]) => ({
    ...court,
    authorsOf: () => ({ names, unproven: "uncommitted" as const }),
  });
  expect(judgeWaiver(waiver, uncommitted(["dev@example.com"]))).toEqual({ doubt: "uncommitted" });
  expect(judgeWaiver(waiver, uncommitted(["jane@example.com"]))).toEqual({ problem: "self-approved" });
});

test("somebody is the same by address or by name, in any letters", () => {
  expect(isSame("Jane Doe <jane@example.com>", "JANE@example.com")).toBe(true);
  expect(isSame("Jane Doe <jane@example.com>", "jane doe")).toBe(true);
  expect(isSame("Jane Doe <jane@example.com>", "jan@example.com")).toBe(false);
});
