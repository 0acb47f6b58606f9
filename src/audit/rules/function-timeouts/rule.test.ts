import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { measured, samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "none",
    kind: "bad",
    service: "sam/order-service",
    change(repository) {
      edit(repository, "sam/order-service/template.yaml", / +Timeout: 30\n/, "");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "longer than API Gateway waits",
    kind: "bad",
    service: "serverless/order-service",
    change(repository) {
      edit(repository, "serverless/order-service/serverless.yml", /timeout: 15/g, "timeout: 60");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "longer than API Gateway waits, by a parameter",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "Default: 20", "Default: 60");
    },
    verdict: "fail",
  },
  {
    title: "no number",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "Timeout: 30", "Timeout: thirty");
    },
    verdict: "fail",
  },
  {
    title: "more than Lambda allows",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "config/limits.yml", "20", "901");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "less than was measured",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      repository["docs/cold-start.md"] = measured("notes-dev-create", {
        runtime: "nodejs24.x",
        memory: 512,
        longest: 9400,
      });
    },
    verdict: "fail",
  },
  {
    title: "from somewhere only the deployment knows",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", "  timeout: 10", "  timeout: ${env:TIMEOUT}");
    },
    verdict: "pass",
  },
  {
    title: "variables that refer to themselves",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", "  timeout: 10", "  timeout: ${self:provider.timeout}");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "a template of tags that are not known",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      repository["template.yaml"] =
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties: !Evil {}\n";
    },
    verdict: "manual",
    at: /template\.yaml:5/,
  },
  {
    title: "as long as an HTTP API waits",
    kind: "good",
    service: "serverless/order-service",
    change(repository) {
      edit(repository, "serverless/order-service/serverless.yml", /timeout: 15/g, "timeout: 30");
    },
    verdict: "pass",
  },
  {
    title: "a list",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "Timeout: !Ref ApiTimeout", "Timeout: [20]");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a map",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "Timeout: !Ref ApiTimeout", "Timeout: { seconds: 20 }");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "not set, said at length",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "    Timeout: 30\n", "");
      edit(
        repository,
        "template.yaml",
        "Timeout: !Ref ApiTimeout",
        "Timeout: !If [IsProd, 20, !Ref AWS::NoValue]",
      );
    },
    verdict: "fail",
  },
  {
    title: "in a comment, a description and the environment",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        "    Timeout: 30\n",
        "    # Timeout: 30\n    Description: 'Timeout: 30'\n",
      );
      edit(
        repository,
        "template.yaml",
        "        TABLE_NAME: !Ref Table\n",
        "        TABLE_NAME: !Ref Table\n        Timeout: 30\n",
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a template whose Resources is a text",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["template.yaml"] =
        "Transform: AWS::Serverless-2016-10-31\nResources: |\n  A:\n    Type: AWS::Serverless::Function\n";
    },
    verdict: "manual",
    at: /template\.yaml/,
  },
  {
    title: "a template that is cut off",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["template.yaml"] = (repository["template.yaml"] ?? "").slice(0, 700) + "\n  [";
    },
    verdict: "manual",
    at: /template\.yaml:\d+/,
  },
]);
