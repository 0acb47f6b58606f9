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
]);
