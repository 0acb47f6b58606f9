import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { auditRepository } from "../../src/audit/engine/audit-repository.js";
import { noWaivers } from "../../src/audit/engine/excuse.js";
import { diskTree } from "../../src/audit/evidence/disk-tree.js";
import { rules } from "../../src/audit/rules/index.js";

type Verdicts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What each rule said of the golden microservices before the audit was made fast: how it reads must not change what it says. */
const expected = JSON.parse(readFileSync(path.resolve("test/audit/verdicts.json"), "utf8")) as Verdicts;

const report = auditRepository({
  tree: diskTree(path.resolve("test/golden")),
  below: ".",
  place: "test/golden",
  rules,
  waivers: noWaivers,
  now: new Date("2026-11-24T12:00:00Z"),
  lang: "en",
});

describe("verdicts on the golden microservices", () => {
  test.each(Object.entries(expected))("%s", (service, verdicts) => {
    const found = report.services.find(({ path: place }) => place === service);
    const said = new Map(found?.items.flatMap((item) => item.rules.map(({ id, verdict }) => [id, verdict])));
    expect(Object.fromEntries(Object.keys(verdicts).map((id) => [id, said.get(id)]))).toEqual(verdicts);
  });
});
