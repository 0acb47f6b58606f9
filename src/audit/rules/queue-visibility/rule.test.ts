import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule, type ServerlessCase } from "../../../../test/audit/check-serverless-rule.js";
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
  ...[
    ["text", "plenty"],
    ["a list", "[180]"],
    ["nothing in a comment", "# 180"],
    ["enough in one stage only", "!If [IsProd, 180, 10]"],
    ["too little by a parameter", "!Ref ApiTimeout"],
    ["too little as text", '"20"'],
    ["less than nothing", "-180"],
  ].map(
    ([title, value]): ServerlessCase => ({
      title: `a visibility timeout of ${title}`,
      kind: "hostile",
      files: samCsharp,
      change: (repository) =>
        edit(repository, "template.yaml", "VisibilityTimeout: 180", `VisibilityTimeout: ${value}`),
      verdict: "fail",
      at: /template\.yaml:\d+/,
    }),
  ),
  {
    title: "a parameter that only the deployment sets",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "VisibilityTimeout: 180", "VisibilityTimeout: !Ref Hidden");
      edit(repository, "template.yaml", "Parameters:\n", "Parameters:\n  Hidden: { Type: Number }\n");
    },
    verdict: "manual",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a function's time limit that is none",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => edit(repository, "template.yaml", "Timeout: 30", "Timeout: [30]"),
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a queue of its own that it names instead of referring to it",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "Queue: !GetAtt Queue.Arn",
        `Queue: !Sub "arn:aws:sqs:${"$"}{AWS::Region}:${"$"}{AWS::AccountId}:orders-${"$"}{Stage}"`,
      );
      edit(
        repository,
        "template.yaml",
        "VisibilityTimeout: 180",
        `QueueName: !Sub "orders-${"$"}{Stage}"\n      VisibilityTimeout: 30`,
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
]);
