import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule, type ServerlessCase } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

const reason =
  "We go without provisioned concurrency, because few requests come at night and a second more hurts nobody.";

checkServerlessRule(rule, [
  {
    title: "none in any stage",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(repository, "sam/user-service/template.yaml", / +ProvisionedConcurrencyConfig:.*\n/, "");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "none, with the reason written down",
    kind: "good",
    service: "sam/user-service",
    change(repository) {
      edit(repository, "sam/user-service/template.yaml", / +ProvisionedConcurrencyConfig:.*\n/, "");
      repository["sam/user-service/docs/adr/0009-cold-starts.md"] =
        "# Cold starts\n\nWe go without provisioned concurrency, because few requests come at night and a second more hurts nobody.\n";
    },
    verdict: "pass",
    at: /docs\/adr\/0009-cold-starts\.md:3/,
  },
  {
    title: "none in every stage of serverless.yml",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", "prod: 3", "prod: 0");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "zero in both branches",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "!If [IsProd, 2, 1]", "!If [IsProd, 0, !Ref AWS::NoValue]");
    },
    verdict: "fail",
  },
  {
    title: "without an alias to keep it for",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", / +AutoPublishAlias: live\n/, "");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "only a comment and a heading name it",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", "prod: 3", "prod: 0");
      repository["docs/notes.md"] =
        "# Provisioned concurrency\n\n<!-- provisioned concurrency is too expensive because we have little traffic and can wait for it -->\n";
    },
    verdict: "fail",
  },
  {
    title: "nobody waits for an answer",
    kind: "good",
    service: "trigger/s3",
    verdict: "not-applicable",
  },
  ...[
    ["a code block", "```text\nREASON\n```\n"],
    ["a code block that never ends", "~~~\nREASON\n"],
    ["a comment that never ends", "<!--\nREASON\n"],
    ["a note that it is still to be written", "TODO: REASON\n"],
    ["a heading", "# REASON\n"],
    ["two words", "No provisioned concurrency, because.\n"],
    ["nothing", ""],
    ["NUL bytes", "\0 provisioned concurrency \0\n"],
  ].map(
    ([title, text]): ServerlessCase => ({
      title: `none, and the reason in ${title}`,
      kind: "hostile",
      files: serverlessTypescript,
      change(repository) {
        edit(repository, "serverless.yml", "prod: 3", "prod: 0");
        repository["docs/notes.md"] = `# Notes\n\n${text?.replace("REASON", reason)}`;
      },
      verdict: "fail",
      at: /serverless\.yml:\d+/,
    }),
  ),
  {
    title: "the same reason in a paragraph",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", "prod: 3", "prod: 0");
      repository["docs/notes.md"] = `# Notes\n\n${reason}\n`;
    },
    verdict: "pass",
    at: /docs\/notes\.md:3/,
  },
  ...['"0"', "two", "-1", "[2]", "{ prod: 2 }"].map(
    (amount): ServerlessCase => ({
      title: `an amount that is none: ${amount}`,
      kind: "hostile",
      files: samCsharp,
      change: (repository) => edit(repository, "template.yaml", "!If [IsProd, 2, 1]", amount),
      verdict: "fail",
      at: /template\.yaml:\d+/,
    }),
  ),
  {
    title: "SnapStart, which Node.js does not have",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) =>
      edit(repository, "serverless.yml", /provisionedConcurrency: .*/, "snapStart: true"),
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
]);
