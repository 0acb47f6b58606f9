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
  {
    title: "a stage that names its queue by a parameter",
    kind: "good",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        "deadLetterTargetArn: !GetAtt DeadLetters.Arn",
        "deadLetterTargetArn: !Ref Stage",
      );
    },
    verdict: "pass",
  },
  {
    title: "a queue that a nested stack makes",
    kind: "good",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        "deadLetterTargetArn: !GetAtt DeadLetters.Arn",
        "deadLetterTargetArn: !GetAtt Nested.Outputs.QueueArn",
      );
      edit(
        repository,
        "template.yaml",
        "Resources:\n",
        "Resources:\n  Nested:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ../dlq.yaml\n",
      );
    },
    verdict: "pass",
  },
  {
    title: "a queue that is its own dead-letter queue",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "!GetAtt DeadLetters.Arn", "!GetAtt Queue.Arn");
    },
    verdict: "fail",
    at: /template\.yaml:7\d/,
  },
  {
    title: "a dead-letter queue that is declared and never attached",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", / {6}RedrivePolicy:\n.*\n.*\n/, "");
    },
    verdict: "fail",
    at: /template\.yaml:7\d/,
  },
  {
    title: "a dead-letter queue that is a topic",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        "  DeadLetters:\n    Type: AWS::SQS::Queue",
        "  DeadLetters:\n    Type: AWS::SNS::Topic",
      );
    },
    verdict: "fail",
  },
  {
    title: "a dead-letter queue that no stage makes",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "Conditions:\n", "Conditions:\n  Never: !Equals [a, b]\n");
      edit(repository, "template.yaml", "  DeadLetters:\n", "  DeadLetters:\n    Condition: Never\n");
    },
    verdict: "fail",
  },
  {
    title: "a target that is a word",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "!GetAtt DeadLetters.Arn", "DeadLetters");
    },
    verdict: "fail",
  },
  {
    title: "after attempts without a number",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "maxReceiveCount: 5", "maxReceiveCount: many");
    },
    verdict: "fail",
  },
  {
    title: "a policy that is a text",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", /RedrivePolicy:\n.*\n.*\n/, "RedrivePolicy: DeadLetters\n");
    },
    verdict: "fail",
  },
  {
    title: "a stream whose attempts are a word",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "serverless.yml", "maximumRetryAttempts: 5", "maximumRetryAttempts: forever");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "a stream whose attempts have no end",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "serverless.yml", "maximumRetryAttempts: 5", "maximumRetryAttempts: -1");
    },
    verdict: "fail",
  },
  {
    title: "a stream whose destination is empty",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "serverless.yml", "onFailure: !GetAtt Dead.Arn", "onFailure: {}");
    },
    verdict: "fail",
  },
  {
    title: "a bucket whose destination is nowhere",
    kind: "hostile",
    service: "trigger/s3",
    change: (repository) => {
      edit(
        repository,
        "trigger/s3/template.yaml",
        /(OnFailure: \{ Type: SQS, Destination: !GetAtt )\w+/,
        "$1Nowhere",
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a bucket whose dead-letter queue is empty",
    kind: "hostile",
    service: "trigger/s3",
    change: (repository) => {
      edit(
        repository,
        "trigger/s3/template.yaml",
        / {6}EventInvokeConfig:\n(?: {8}.*\n)+/,
        "      DeadLetterQueue: {}\n",
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
