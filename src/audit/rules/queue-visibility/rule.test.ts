import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "too short",
    kind: "bad",
    service: "sam/order-service",
    change(repository) {
      edit(repository, "sam/order-service/template.yaml", "VisibilityTimeout: 180", "VisibilityTimeout: 100");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "SQS's own 30 seconds",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "config/data.yml", / +VisibilityTimeout: 120\n/, "");
    },
    verdict: "fail",
    at: /config\/data\.yml:\d+/,
  },
  {
    title: "the batching window on top",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "BatchSize: 10", "MaximumBatchingWindowInSeconds: 60");
    },
    verdict: "fail",
  },
  {
    title: "a queue of somebody else",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "Queue: !GetAtt Queue.Arn", "Queue: !ImportValue orders-queue");
    },
    verdict: "not-applicable",
  },
]);
