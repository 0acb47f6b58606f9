import { expect, test } from "vitest";
import type { Rule } from "../../src/audit/engine/rule.js";
import type { MigrationDocument } from "../../src/audit/evidence/migrations.js";
import { planMigration } from "../../src/generator/plan-migration.js";
import { templateRoot } from "../../src/generator/template-root.js";
import { checkRule, edit, type Repository, type RuleCase } from "./check-rule.js";

interface Subject {
  readonly document: MigrationDocument;
  readonly before: "started" | "finished";
  readonly shown: boolean;
}

const service = "services/user-service";
const folder = "docs/migrations/postgres-18";
const overview = `${folder}/README.md`;

/** The documents that `msx new migration` writes, in a repository that had none. */
function withMigration(repository: Repository, lang: "en" | "es" = "en"): void {
  const files = planMigration(
    {
      migration: "postgres-18",
      owner: "team-platform",
      services: [
        {
          ...{ name: "user-service", owner: "team-user", form: "microservice", database: "postgres" },
          folder: service,
          dependents: [{ name: "order-service", owner: "team-order", why: "calls it" }],
        },
      ],
      lang,
    },
    templateRoot(),
  );
  for (const { path, bytes } of files) repository[`${folder}/${path}`] = new TextDecoder().decode(bytes);
}

/** What a team makes of a document: everything filled in, and called done. */
function completed(repository: Repository, file: string, front: Readonly<Record<string, string>> = {}): void {
  const facts = {
    ...{ status: "done", completed: "2026-11-01", expires: "2027-05-01" },
    ...{ evidence: "[services/user-service/docs, https://ci.example/1]", ...front },
  };
  let text = (repository[file] ?? "").replace(/\*TODO[^*]*\*/g, "decided and written down by the team");
  for (const [key, value] of Object.entries(facts))
    text = text.replace(new RegExp(`^${key}: .*$`, "m"), `${key}: ${value}`);
  repository[file] = text;
}

/**
 * Tests a rule of the migrations checklist on the generated services, on the documents of `msx new migration` in both languages, and
 * on what becomes of them.
 */
export function checkMigrationRule(rule: Rule, { document, before, shown }: Subject): void {
  const file = `${folder}/${document}.md`;
  const when = (
    title: string,
    verdict: RuleCase["verdict"],
    change: RuleCase["change"],
    at?: RegExp,
  ): RuleCase => ({ title, service, verdict, change, ...(at && { at }) });
  const done = (title: string, verdict: RuleCase["verdict"], front: Record<string, string>, at?: RegExp) =>
    when(
      title,
      verdict,
      (repository) => {
        withMigration(repository);
        completed(repository, file, front);
      },
      at,
    );
  const place = new RegExp(`^/${file}:\\d+$`);
  checkRule(rule, [
    when("no migration", "not-applicable", () => undefined),
    when("a new migration", "manual", (repository) => withMigration(repository), place),
    when("a new migration, in Spanish", "manual", (repository) => withMigration(repository, "es"), place),
    when("a migration of another service", "not-applicable", (repository) => {
      withMigration(repository);
      edit(repository, overview, /^services: .*$/m, "services: [order-service]");
    }),
    when("a migration of no service that is there", "manual", (repository) => {
      withMigration(repository);
      edit(repository, overview, /^services: .*$/m, "services: [mainframe]");
    }),
    when("an abandoned migration", "not-applicable", (repository) => {
      withMigration(repository);
      edit(repository, overview, "status: planned", "status: abandoned");
    }),
    when(
      "started with templates that nobody filled in",
      before === "started" ? "fail" : "manual",
      (repository) => {
        withMigration(repository);
        edit(repository, overview, "status: planned", "status: started");
      },
    ),
    when("finished with templates that nobody filled in", "fail", (repository) => {
      withMigration(repository);
      edit(repository, overview, "status: planned", "status: finished");
    }),
    when("finished without the document", "fail", (repository) => {
      withMigration(repository);
      edit(repository, overview, "status: planned", "status: finished");
      delete repository[file];
    }),
    when(
      "filled in, and not called done",
      "manual",
      (repository) => {
        withMigration(repository);
        completed(repository, file, { status: "draft" });
      },
      place,
    ),
    when("called done, and not filled in", "fail", (repository) => {
      withMigration(repository);
      edit(repository, file, "status: draft", "status: done");
    }),
    when("front matter that does not parse", "fail", (repository) => {
      withMigration(repository);
      edit(repository, file, "status: draft", 'status: "draft');
    }),
    when("a broken overview counts as started", before === "started" ? "fail" : "manual", (repository) => {
      withMigration(repository);
      edit(repository, overview, "status: planned", "status: [planned");
    }),
    done("completed", "pass", {}, place),
    when("completed, in Spanish", "pass", (repository) => {
      withMigration(repository, "es");
      completed(repository, file);
    }),
    done("expired", "fail", { expires: "2026-11-23" }, place),
    done("on its last day", "pass", { expires: "2026-11-24" }),
    done("completed in the future", "fail", { completed: "2026-11-25" }),
    done("without a date of expiry", "fail", { expires: "null" }),
    done("without an owner", "fail", { owner: "TODO" }),
    done("evidence that is not there", "fail", { evidence: "[docs/nothing.md]" }),
    done("without evidence", shown ? "fail" : "pass", { evidence: "[]" }),
    when("finished, and expired since", "pass", (repository) => {
      withMigration(repository);
      completed(repository, file, { expires: "2026-11-10" });
      edit(repository, overview, "status: planned", "status: finished");
    }),
    when("in the service's own folder", "manual", (repository) => {
      const elsewhere: Repository = {};
      withMigration(elsewhere);
      for (const [path, text] of Object.entries(elsewhere)) repository[`${service}/${path}`] = text;
    }),
    when("Markdown that other tools keep under that name", "not-applicable", (repository) => {
      repository[`${folder}/${document}.md`] = "---\ntitle: Upgrade\n---\n# Upgrade\n";
    }),
  ]);
  test(`${rule.id} is decided for both forms`, () => {
    expect(rule.forms).toEqual(["microservice", "lambda"]);
  });
}
