import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule, type ServerlessCase } from "../../../../test/audit/check-serverless-rule.js";
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
    title: "a setting of no weight here, whose files include each other",
    kind: "good",
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
  ...[
    ["an empty file", ""],
    ["NUL bytes", "AWSTemplateFormatVersion: 1\n\0\0: ["],
    ["text for resources", "AWSTemplateFormatVersion: 1\nResources: none\n"],
    [
      "a list for resources",
      "AWSTemplateFormatVersion: 1\nResources: [{ Type: AWS::Serverless::Function }]\n",
    ],
    [
      "a function that is text",
      "AWSTemplateFormatVersion: 1\nResources: { Api: AWS::Serverless::Function }\n",
    ],
    ["a function in a comment", "AWSTemplateFormatVersion: 1\n# Api: { Type: AWS::Serverless::Function }\n"],
    [
      "a function in a description",
      'AWSTemplateFormatVersion: 1\nDescription: "Type: AWS::Serverless::Function"\n',
    ],
    [
      "a function without code",
      "AWSTemplateFormatVersion: 1\nResources: { Api: { Type: AWS::Serverless::Function } }\n",
    ],
    [
      "properties that are text",
      "AWSTemplateFormatVersion: 1\nResources: { Api: { Type: AWS::Serverless::Function, Properties: all } }\n",
    ],
    ["an alias within what it stands for", "AWSTemplateFormatVersion: 1\nResources: &a { Api: *a }\n"],
    ["an unknown tag", "AWSTemplateFormatVersion: 1\nResources: !Include functions.yaml\n"],
  ].map(
    ([title, text]): ServerlessCase => ({
      title: `a template of ${title}`,
      kind: "hostile",
      service: "sam/user-service",
      change(repository) {
        repository["sam/user-service/template.yaml"] = text ?? "";
      },
      verdict: "fail",
      at: /template\.yaml/,
    }),
  ),
  {
    title: "a template that only a test reads",
    kind: "hostile",
    service: "sam/user-service",
    change(repository) {
      repository["sam/user-service/test/template.yaml"] = repository["sam/user-service/template.yaml"] ?? "";
      delete repository["sam/user-service/template.yaml"];
    },
    verdict: "fail",
    at: /^template\.yaml$/,
  },
]);
