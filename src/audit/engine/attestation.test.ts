import { expect, test } from "vitest";
import { memoryTree } from "../evidence/file-tree.js";
import { auditRepository } from "./audit-repository.js";
import { noWaivers } from "./excuse.js";
import { manual, pass, pointer, type Rule } from "./rule.js";

const words = { en: "x", es: "x" };
/** A rule of MS-1 that leaves it to a person, and one of MS-2 that passes. */
const rules = [
  ["left-to-a-person", "MS-1", manual(words)],
  ["passes", "MS-2", pass(words, pointer("a.ts", 1, words))],
].map(([id, item, finding]) => ({
  ...{ id, item, title: words, severity: "low", waivable: true, why: words, fix: words, section: "" },
  evaluate: () => finding,
})) as readonly Rule[];

function audit(attestations: string, files: Record<string, string> = {}) {
  const tree = memoryTree({
    "svc/service.yaml": `apiVersion: msx/v1\nkind: Service\nname: svc\nform: microservice\nstack: typescript\nowner: team-a\nattestations:\n${attestations}`,
    "svc/docs/value.md": "why",
    "shared/training.md": "who",
    ...files,
  });
  const now = new Date("2026-11-24T12:00:00Z");
  const report = auditRepository({
    tree,
    below: ".",
    place: ".",
    rules,
    waivers: noWaivers,
    now,
    lang: "en",
  });
  const item = (id: string) => report.services[0]?.items.find((one) => one.id === id);
  return { item, notes: report.notes };
}

const attested = (
  item: string,
  more: Partial<Record<"owner" | "link" | "date" | "expires", string>> = {},
) => {
  const fields = { owner: "jane", link: "docs/value.md", date: "2026-11-01", expires: "2027-11-01", ...more };
  const text = Object.entries(fields).filter(([, value]) => value !== "");
  return `  - {item: ${item}, ${text.map(([key, value]) => `${key}: ${value}`).join(", ")}}\n`;
};

test("an item without rules needs a person, whose attestation passes it", () => {
  expect(audit("  []").item("MS-3")).toMatchObject({ verdict: "manual", rules: [{ id: "attestation" }] });
  expect(audit(attested("MS-3")).item("MS-3")).toMatchObject({
    verdict: "pass",
    rules: [{ id: "attestation", evidence: [{ file: "svc/service.yaml", line: 8 }] }],
  });
});

test("a rule that leaves its item to a person passes with the attestation, and keeps its own name", () => {
  expect(audit(attested("MS-1")).item("MS-1")).toMatchObject({
    verdict: "pass",
    rules: [
      {
        id: "left-to-a-person",
        verdict: "pass",
        message: "Attested by jane until 2027-11-01: docs/value.md",
      },
    ],
  });
});

test.each([
  ["expired yesterday", { expires: "2026-11-23" }, "fail"],
  ["ends today", { expires: "2026-11-24" }, "pass"],
  ["links to nothing", { link: "docs/none.md" }, "fail"],
  ["links to a folder", { link: "docs/" }, "pass"],
  ["links out of the service, within the repository", { link: "../shared/training.md#who" }, "pass"],
  ["links to a file by the repository's root", { link: "/shared/training.md" }, "pass"],
  ["links out of the repository", { link: "../../etc/passwd" }, "fail"],
  ["links to an address", { link: "https://wiki.test/page" }, "pass"],
  ["has no owner", { owner: "" }, "fail"],
  ["has a placeholder for an owner", { owner: "TODO" }, "fail"],
  ["has no link", { link: "" }, "fail"],
  ["has no date", { date: "" }, "fail"],
  ["is of a day that does not exist", { date: "2026-02-30" }, "fail"],
  ["is dated next year", { date: "2027-01-01" }, "fail"],
  ["never ends", { expires: "" }, "fail"],
  ["ends before it starts", { date: "2026-11-20", expires: "2026-11-10" }, "fail"],
] as const)("an attestation that %s → %s %s", (_title, fields, verdict) => {
  expect(audit(attested("MS-3", fields)).item("MS-3")?.verdict).toBe(verdict);
});

test("a stale attestation fails an item that its rules pass", () => {
  expect(audit(attested("MS-2", { expires: "2026-01-01" })).item("MS-2")).toMatchObject({
    verdict: "fail",
    rules: [
      { id: "passes", verdict: "pass" },
      { id: "attestation", verdict: "fail" },
    ],
  });
});

test("the one that holds longest counts", () => {
  expect(audit(attested("MS-3", { expires: "2026-01-01" }) + attested("MS-3")).item("MS-3")?.verdict).toBe(
    "pass",
  );
});

test("notes tell of an item that nobody asks, and of an end that is near", () => {
  const { notes } = audit(attested("SL-1") + attested("MS-3", { expires: "2026-12-10" }));
  expect(notes).toEqual([
    "svc/service.yaml:8 attests SL-1, which no checklist asks of a microservice.",
    "svc/service.yaml:9: the attestation of MS-3 ends on 2026-12-10.",
  ]);
});
