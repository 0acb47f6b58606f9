import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

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
]);
