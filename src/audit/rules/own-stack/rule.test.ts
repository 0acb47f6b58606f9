import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "no template",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      delete repository["sam/user-service/template.yaml"];
    },
    verdict: "fail",
    at: /template\.yaml$/,
  },
  {
    title: "a template that cannot be read",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", "provider:\n", "provider: {\n");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "a bomb of aliases",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      repository["bomb.template"] =
        `AWSTemplateFormatVersion: 1\na: &a [x, x]\nb: &b [${"*a, ".repeat(60)}*a]\nc: [${"*b, ".repeat(60)}*b]\n`;
    },
    verdict: "fail",
    at: /bomb\.template:1/,
  },
  {
    title: "nested without end",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      repository["deep.template"] = `AWSTemplateFormatVersion: ${"[".repeat(20_000)}`;
    },
    verdict: "fail",
    at: /deep\.template:\d+/,
  },
  {
    title: "files that include each other",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "serverless.yml",
        "plugins: [serverless-offline]",
        "plugins: ${file(config/loop.yml)}",
      );
      repository["config/loop.yml"] = "${file(loop.yml)}\n";
    },
    verdict: "pass",
  },
]);
