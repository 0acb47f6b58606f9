import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "every action",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(repository, "sam/user-service/template.yaml", "- dynamodb:GetItem", "- dynamodb:*");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "every resource",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "Resource: !GetAtt Table.Arn", 'Resource: "*"');
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "every table",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", "- !GetAtt NotesTable.Arn", "- arn:aws:dynamodb:*:*:table/*");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "everything but",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "Action: [dynamodb:PutItem, dynamodb:GetItem]",
        "NotAction: [iam:CreateUser]",
      );
    },
    verdict: "fail",
  },
  {
    title: "a managed policy of everything",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "- DynamoDBCrudPolicy:\n            TableName: !Ref Table",
        "- AmazonDynamoDBFullAccess",
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a policy template of every table",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "- DynamoDBCrudPolicy:\n            TableName: !Ref Table",
        '- DynamoDBCrudPolicy:\n            TableName: "*"',
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "actions that know no resource",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "Action: [dynamodb:PutItem, dynamodb:GetItem]\n              Resource: !GetAtt Table.Arn",
        'Action: [xray:PutTraceSegments, cloudwatch:PutMetricData]\n              Resource: "*"',
      );
    },
    verdict: "pass",
  },
  {
    title: "a denial of everything",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "- Effect: Allow\n              Action: [dynamodb:PutItem, dynamodb:GetItem]\n              Resource: !GetAtt Table.Arn",
        '- Effect: Deny\n              Action: "*"\n              Resource: "*"',
      );
    },
    verdict: "pass",
  },
]);
