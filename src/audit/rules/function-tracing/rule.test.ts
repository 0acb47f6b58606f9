import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "switched off for all",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(repository, "sam/user-service/template.yaml", "  Tracing: Active", "  Tracing: PassThrough");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "switched off for one",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "serverless.yml",
        "    handler: src/notes/remind.handler",
        "    handler: src/notes/remind.handler\n    tracing: false",
      );
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "said in a comment only",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "    Tracing: Active", "    # Tracing: Active");
    },
    verdict: "fail",
  },
  {
    title: "traced by a layer of OpenTelemetry",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "    Tracing: Active\n", "");
      edit(
        repository,
        "template.yaml",
        "        TABLE_NAME: !Ref Table\n",
        "        TABLE_NAME: !Ref Table\n        AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-instrument\n",
      );
      edit(
        repository,
        "template.yaml",
        "    Timeout: 30\n",
        '    Timeout: 30\n    Layers: [!Sub "arn:aws:lambda:${AWS::Region}:901920570463:layer:aws-otel:1"]\n',
      );
    },
    verdict: "pass",
  },
  {
    title: "a layer's wrapper without the layer",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "    Tracing: Active\n", "");
      edit(
        repository,
        "template.yaml",
        "        TABLE_NAME: !Ref Table\n",
        "        TABLE_NAME: !Ref Table\n        AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-instrument\n",
      );
    },
    verdict: "fail",
  },
  {
    title: "a list",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "    Tracing: Active\n", "    Tracing: [Active]\n");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "in the environment and in a tag only",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "    Tracing: Active\n", "    Tags: { Tracing: Active }\n");
      edit(
        repository,
        "template.yaml",
        "        TABLE_NAME: !Ref Table\n",
        "        TABLE_NAME: !Ref Table\n        Tracing: Active\n",
      );
    },
    verdict: "fail",
  },
  {
    title: "active in one stage only",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        "    Tracing: Active\n",
        "    Tracing: !If [IsProd, Active, PassThrough]\n",
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
