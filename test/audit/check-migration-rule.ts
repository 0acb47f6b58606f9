import { expect, test } from "vitest";
import type { Rule } from "../../src/audit/engine/rule.js";
import type { MigrationDocument } from "../../src/audit/evidence/migrations.js";
import { planMigration } from "../../src/generator/plan-migration.js";
import { templateRoot } from "../../src/generator/template-root.js";
import { type CaseKind, checkRule, edit, type Repository, type RuleCase } from "./check-rule.js";

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

/** A document's front matter with another text below it. */
function withBody(text: string, body: string): string {
  return text.replace(/^(---\n[\s\S]*?\n---\n)[\s\S]*$/, (_whole, front: string) => front + body);
}

/**
 * Tests a rule of the migrations checklist on the generated services, on the documents of `msx new migration` in both languages, and
 * on what becomes of them.
 */
export function checkMigrationRule(rule: Rule, { document, before, shown }: Subject): void {
  const file = `${folder}/${document}.md`;
  const place = new RegExp(`^/${file}:\\d+$`);
  const when =
    (kind: CaseKind) =>
    (title: string, verdict: RuleCase["verdict"], change: RuleCase["change"], at?: RegExp): RuleCase => ({
      ...{ title, kind, service, verdict, change },
      ...(at && { at }),
    });
  const [good, bad, hostile] = [when("good"), when("bad"), when("hostile")];
  /** A change that completes the document with some facts of its own. */
  const done = (front: Record<string, string>) => (repository: Repository) => {
    withMigration(repository);
    completed(repository, file, front);
  };
  /** A change of the migration, said to be finished, that makes something else of the document's text. */
  const finishedWith = (make: (text: string) => string) => (repository: Repository) => {
    withMigration(repository);
    completed(repository, file);
    edit(repository, overview, "status: planned", "status: finished");
    repository[file] = make(repository[file] ?? "");
  };
  checkRule(rule, [
    good("no migration", "not-applicable", () => undefined),
    bad("a new migration", "manual", (repository) => withMigration(repository), place),
    bad("a new migration, in Spanish", "manual", (repository) => withMigration(repository, "es"), place),
    good("a migration of another service", "not-applicable", (repository) => {
      withMigration(repository);
      edit(repository, overview, /^services: .*$/m, "services: [order-service]");
    }),
    bad("a migration of no service that is there", "manual", (repository) => {
      withMigration(repository);
      edit(repository, overview, /^services: .*$/m, "services: [mainframe]");
    }),
    good("an abandoned migration", "not-applicable", (repository) => {
      withMigration(repository);
      edit(repository, overview, "status: planned", "status: abandoned");
    }),
    bad(
      "started with templates that nobody filled in",
      before === "started" ? "fail" : "manual",
      (repository) => {
        withMigration(repository);
        edit(repository, overview, "status: planned", "status: started");
      },
    ),
    bad("finished with templates that nobody filled in", "fail", (repository) => {
      withMigration(repository);
      edit(repository, overview, "status: planned", "status: finished");
    }),
    bad("finished without the document", "fail", (repository) => {
      withMigration(repository);
      edit(repository, overview, "status: planned", "status: finished");
      delete repository[file];
    }),
    bad("filled in, and not called done", "manual", done({ status: "draft" }), place),
    hostile("called done, and not filled in", "fail", (repository) => {
      withMigration(repository);
      edit(repository, file, "status: draft", "status: done");
    }),
    hostile("front matter that does not parse", "fail", (repository) => {
      withMigration(repository);
      edit(repository, file, "status: draft", 'status: "draft');
    }),
    hostile("a broken overview counts as started", before === "started" ? "fail" : "manual", (repository) => {
      withMigration(repository);
      edit(repository, overview, "status: planned", "status: [planned");
    }),
    good("completed", "pass", done({}), place),
    good("completed, in Spanish", "pass", (repository) => {
      withMigration(repository, "es");
      completed(repository, file);
    }),
    bad("expired", "fail", done({ expires: "2026-11-23" }), place),
    good("on its last day", "pass", done({ expires: "2026-11-24" })),
    bad("completed in the future", "fail", done({ completed: "2026-11-25" })),
    bad("without a date of expiry", "fail", done({ expires: "null" })),
    bad("without an owner", "fail", done({ owner: "TODO" })),
    bad("evidence that is not there", "fail", done({ evidence: "[docs/nothing.md]" })),
    when(shown ? "bad" : "good")("without evidence", shown ? "fail" : "pass", done({ evidence: "[]" })),
    good("finished, and expired since", "pass", (repository) => {
      withMigration(repository);
      completed(repository, file, { expires: "2026-11-10" });
      edit(repository, overview, "status: planned", "status: finished");
    }),
    good("in the service's own folder", "manual", (repository) => {
      const elsewhere: Repository = {};
      withMigration(elsewhere);
      for (const [path, text] of Object.entries(elsewhere)) repository[`${service}/${path}`] = text;
    }),
    good("Markdown that other tools keep under that name", "not-applicable", (repository) => {
      repository[`${folder}/${document}.md`] = "---\ntitle: Upgrade\n---\n# Upgrade\n";
    }),
    hostile(
      "front matter in a code block",
      "fail",
      finishedWith((text) => `# Upgrade\n\n\`\`\`yaml\n${text}\n\`\`\`\n`),
    ),
    hostile(
      "front matter in a comment",
      "fail",
      finishedWith((text) => `<!--\n${text}\n-->\n`),
    ),
    hostile(
      "words that only comments hold",
      "fail",
      finishedWith((text) =>
        withBody(text, `# Upgrade\n<!-- ${"decided and written down ".repeat(20)}-->\n`),
      ),
      place,
    ),
    hostile(
      "words in a comment that never ends",
      "fail",
      finishedWith((text) => withBody(text, `# Upgrade\n<!-- ${"decided and written down ".repeat(20)}\n`)),
      place,
    ),
    hostile(
      "an empty file",
      "fail",
      finishedWith(() => ""),
    ),
    hostile(
      "NUL bytes",
      "fail",
      finishedWith((text) => text.replaceAll("e", "\0")),
    ),
    hostile("a list for a status", "manual", done({ status: "[done]" }), place),
    ...[
      ["an owner of blanks", { owner: '"   "' }],
      ["a list for an owner", { owner: "[team-user]" }],
      ["an owner that is still to be named", { owner: '"TODO: ask the team"' }],
      ["an expiry that never comes", { expires: "9999-12-31" }],
      ["an expiry in month 13", { expires: "2026-13-45" }],
      ["an expiry on 30 February", { expires: "2027-02-30" }],
      ["a number for an expiry", { expires: "20270501" }],
      ["evidence outside of the repository", { evidence: '["../../etc/passwd"]' }],
      ["evidence on this machine", { evidence: "[/etc/passwd]" }],
      ["evidence that is the document itself", { evidence: `[${file}]` }],
      ["evidence that is the document itself, by another name", { evidence: `["./${file}#result"]` }],
      ["evidence that is the migration's folder", { evidence: `[${folder}/]` }],
      ["evidence with a colon that is no address", { evidence: '["done: on Monday"]' }],
      ["an address without a host", { evidence: '["https://"]' }],
      [
        "a bomb of aliases",
        { evidence: `[&a [x, x], &b [${"*a, ".repeat(60)}*a], [${"*b, ".repeat(60)}*b]]` },
      ],
      ["an alias within what it stands for", { evidence: "&a [*a]" }],
    ].map(([title, front]) => hostile(title as string, "fail", done(front as Record<string, string>), place)),
  ]);
  test(`${rule.id} is decided for both forms`, () => {
    expect(rule.forms).toEqual(["microservice", "lambda"]);
  });
}
