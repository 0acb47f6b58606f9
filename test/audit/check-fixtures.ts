import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Rule } from "../../src/audit/engine/rule.js";
import { discoverServices } from "../../src/audit/evidence/discover-services.js";
import { memoryTree, subtree } from "../../src/audit/evidence/file-tree.js";
import { ownedTables } from "../../src/audit/evidence/owned-tables.js";
import { type Neighbours, ServiceEvidence } from "../../src/audit/evidence/service-evidence.js";

/** What a repository looks like in a fixture, and what the rule must say of one of its services. */
interface Case {
  readonly title: string;
  readonly verdict: string;
  /** `file:line` that must be among the evidence; several are separated by spaces. */
  readonly at: readonly string[];
  /** Folder of the service that is judged; "." unless told. */
  readonly service: string;
  readonly files: Readonly<Record<string, string>>;
}

const fixtureNames = ["good", "bad", "hostile"] as const;

/**
 * Runs a rule on its fixtures: `fixtures/{good,bad,hostile}.txtar`, each a list of cases. A case starts with
 * `=== title`, then `verdict:`, `at:` and `service:` lines, then files, each under a `-- path --` line.
 */
export function checkFixtures(rule: Rule, folder: string): void {
  for (const name of fixtureNames) {
    const file = path.join(folder, "fixtures", `${name}.txtar`);
    describe(`${rule.id}: ${name} fixtures`, () => {
      it("exist", () => expect(existsSync(file)).toBe(true));
      for (const fixture of existsSync(file) ? readCases(readFileSync(file, "utf8")) : []) {
        it(fixture.title, () => {
          const finding = rule.evaluate(evidenceFor(fixture.files, fixture.service));
          const places = finding.evidence.map(({ file: at, line }) => (line === null ? at : `${at}:${line}`));
          expect({ verdict: finding.verdict, places, message: finding.message.en }).toMatchObject({
            verdict: fixture.verdict,
          });
          if (name === "good") expect(finding.verdict).not.toBe("fail");
          if (name === "bad") expect(finding.verdict).toBe("fail");
          for (const place of fixture.at) expect(places).toContain(place);
        });
      }
    });
  }
}

/** Evidence of the service in `folder` of a repository in memory, on 2026-11-24. */
export function evidenceFor(files: Readonly<Record<string, string>>, folder = "."): ServiceEvidence {
  const repository = memoryTree(files);
  const services = discoverServices(repository);
  const service = services.find((candidate) => candidate.folder === folder) ?? {
    name: "audited-service",
    folder,
    form: "microservice" as const,
    stack: "typescript" as const,
  };
  const evidence = (of: typeof service): ServiceEvidence =>
    new ServiceEvidence({
      service: of,
      tree: subtree(repository, of.folder),
      repository,
      neighbours,
      now: new Date("2026-11-24T12:00:00Z"),
    });
  const neighbours: Neighbours = { services, tablesOf: (of) => ownedTables(evidence(of)) };
  return evidence(service);
}

function readCases(text: string): readonly Case[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [head = "", ...parts] = block.split(/^-- (.+) --\n/m);
      const [title = "", ...lines] = head.split("\n");
      const field = (name: string) =>
        lines
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim();
      const files: Record<string, string> = {};
      for (let index = 0; index + 1 < parts.length; index += 2)
        files[parts[index] ?? ""] = parts[index + 1] ?? "";
      return {
        title: title.trim(),
        verdict: field("verdict") ?? "",
        at: field("at")?.split(/\s+/) ?? [],
        service: field("service") ?? ".",
        files,
      };
    });
}
