import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "a queue without",
    kind: "bad",
    service: "sam/order-service",
    change(repository) {
      edit(repository, "sam/order-service/template.yaml", / {6}RedrivePolicy:\n.*\n.*\n/, "");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a queue whose dead-letter queue is nowhere",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "deadLetterTargetArn: !GetAtt DeadLetters.Arn",
        "deadLetterTargetArn: !GetAtt Nowhere.Arn",
      );
    },
    verdict: "fail",
    at: /template\.yaml:76/,
  },
  {
    title: "a stream that is tried for ever",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", / +maximumRetryAttempts: 5\n/, "");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "a stream without a destination",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", / +destinations:\n.*\n/, "");
    },
    verdict: "fail",
  },
  {
    title: "a bucket without",
    kind: "bad",
    service: "trigger/s3",
    change(repository) {
      edit(repository, "trigger/s3/template.yaml", / {6}EventInvokeConfig:\n(?: {8}.*\n)+/, "");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a queue of somebody else",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "Queue: !GetAtt Queue.Arn", "Queue: !ImportValue orders-queue");
    },
    verdict: "manual",
    at: /template\.yaml:\d+/,
  },
  {
    title: "only an API",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "Type: SQS", "Type: Api");
    },
    verdict: "not-applicable",
  },
]);
