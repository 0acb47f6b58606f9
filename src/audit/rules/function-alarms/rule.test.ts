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
    title: "that goes off when nothing fails",
    kind: "hostile",
    service: "sam/user-service",
    change(repository) {
      const template = "sam/user-service/template.yaml";
      repository[template] = (repository[template] ?? "").replaceAll(
        "ComparisonOperator: GreaterThanOrEqualToThreshold",
        "ComparisonOperator: LessThanThreshold",
      );
    },
    verdict: "fail",
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
  {
    title: "actions that are switched off",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        "      AlarmActions: [!Ref Alerts]",
        "      ActionsEnabled: false\n      AlarmActions: [!Ref Alerts]",
      );
    },
    verdict: "fail",
    at: /template\.yaml:9\d/,
  },
  {
    title: "an action that is not set",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "AlarmActions: [!Ref Alerts]", "AlarmActions: [!Ref AWS::NoValue]");
    },
    verdict: "fail",
  },
  {
    title: "an action that is a word",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "AlarmActions: [!Ref Alerts]", "AlarmActions: team");
    },
    verdict: "fail",
  },
  {
    title: "of a function whose name cannot be told",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "Value: !Ref ApiFunction", "Value: !ImportValue other");
    },
    verdict: "fail",
    at: /template\.yaml:34/,
  },
  {
    title: "of a function that is a number",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "Value: !Ref ApiFunction", "Value: 5");
    },
    verdict: "fail",
  },
  {
    title: "one that no stage makes",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "Conditions:\n", "Conditions:\n  Never: !Equals [a, b]\n");
      edit(repository, "template.yaml", "  ApiErrors:\n", "  ApiErrors:\n    Condition: Never\n");
    },
    verdict: "fail",
  },
  {
    title: "on another metric, with the name of one on errors",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        "MetricName: Errors",
        "AlarmName: Errors\n      MetricName: Duration",
      );
    },
    verdict: "fail",
  },
  {
    title: "a plugin that is set up and not used",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "serverless.yml", / {6}ErrorsAlarm:[\s\S]*?(?= {6}Topic:)/, "");
      edit(
        repository,
        "serverless.yml",
        "custom:\n",
        "custom:\n  alerts: { topics: { alarm: { topic: t } }, alarms: [functionErrors] }\n",
      );
    },
    verdict: "fail",
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
