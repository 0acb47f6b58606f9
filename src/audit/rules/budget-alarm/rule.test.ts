import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "none",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(
        repository,
        "sam/user-service/template.yaml",
        "Type: AWS::Budgets::Budget",
        "Type: AWS::SNS::Topic",
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a budget that tells nobody",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "serverless.yml",
        "Subscribers: [{ SubscriptionType: EMAIL, Address: team@shop.invalid }]",
        "Subscribers: []",
      );
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "an alarm on the bill",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "Type: AWS::Budgets::Budget", "Type: AWS::SNS::Topic");
      edit(
        repository,
        "template.yaml",
        "  Alerts:\n",
        "  Bill:\n    Type: AWS::CloudWatch::Alarm\n    Properties: { Namespace: AWS/Billing, MetricName: EstimatedCharges, AlarmActions: [!Ref Alerts] }\n  Alerts:\n",
      );
    },
    verdict: "pass",
  },
  {
    title: "cost anomalies that somebody is told",
    kind: "good",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        / {2}Budget:\n[\s\S]*$/,
        "  Odd:\n    Type: AWS::CE::AnomalySubscription\n    Properties: { Subscribers: [{ Type: EMAIL, Address: !Ref AlertEmail }] }\n",
      );
    },
    verdict: "pass",
  },
  {
    title: "cost anomalies that nobody is told",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        / {2}Budget:\n[\s\S]*$/,
        "  Odd:\n    Type: AWS::CE::AnomalySubscription\n    Properties: { Subscribers: [] }\n",
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a budget whose subscriber is nobody",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "Address: !Ref AlertEmail", 'Address: ""');
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "subscribers that are a text",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", /Subscribers: \[.*\]/, "Subscribers: everybody");
    },
    verdict: "fail",
  },
  {
    title: "a budget that no stage makes",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "Conditions:\n", "Conditions:\n  Never: !Equals [a, b]\n");
      edit(
        repository,
        "template.yaml",
        "    Type: AWS::Budgets::Budget",
        "    Type: AWS::Budgets::Budget\n    Condition: Never",
      );
    },
    verdict: "fail",
  },
  {
    title: "a budget in a comment",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        / {2}Budget:\n[\s\S]*$/,
        "  # Budget: { Type: AWS::Budgets::Budget }\n",
      );
    },
    verdict: "fail",
  },
  {
    title: "an alarm on the bill whose actions are switched off",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "Type: AWS::Budgets::Budget", "Type: AWS::SNS::Topic");
      edit(
        repository,
        "template.yaml",
        "  Alerts:\n",
        "  Bill:\n    Type: AWS::CloudWatch::Alarm\n    Properties: { Namespace: AWS/Billing, MetricName: EstimatedCharges, ActionsEnabled: false, AlarmActions: [!Ref Alerts] }\n  Alerts:\n",
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
