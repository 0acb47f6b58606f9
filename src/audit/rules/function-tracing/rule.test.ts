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
    },
    verdict: "pass",
  },
]);
