import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "none for one function",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(repository, "sam/user-service/template.yaml", "MetricName: Errors", "MetricName: Invocations");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "none that tells anybody",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "AlarmActions: [!Ref Alerts]", "AlarmActions: []");
    },
    verdict: "fail",
    at: /template\.yaml:9\d/,
  },
  {
    title: "only of another function",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "Value: !Ref ApiFunction", "Value: !Ref ConsumeFunction");
    },
    verdict: "fail",
    at: /template\.yaml:34/,
  },
  {
    title: "commented out",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", "AlarmActions: [!Ref Topic]", "# AlarmActions: [!Ref Topic]");
    },
    verdict: "fail",
  },
  {
    title: "an expression over metrics",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "      MetricName: Errors\n      Dimensions: [{ Name: FunctionName, Value: !Ref ApiFunction }]",
        "      Metrics:\n        - Id: errors\n          MetricStat: { Period: 60, Stat: Sum, Metric: { Namespace: AWS/Lambda, MetricName: Errors, Dimensions: [{ Name: FunctionName, Value: !Ref ApiFunction }] } }",
      );
    },
    verdict: "pass",
  },
  {
    title: "made by a plugin for all",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", / {6}ErrorsAlarm:[\s\S]*?(?= {6}Topic:)/, "");
      edit(
        repository,
        "serverless.yml",
        "plugins: [serverless-offline]",
        "plugins: [serverless-plugin-aws-alerts]",
      );
      edit(
        repository,
        "serverless.yml",
        "custom:\n",
        "custom:\n  alerts: { topics: { alarm: { topic: t } }, alarms: [functionErrors] }\n",
      );
    },
    verdict: "pass",
    at: /serverless\.yml:5/,
  },
]);
