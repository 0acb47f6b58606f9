import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule, type ServerlessCase } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

/** A statement written by hand, in place of the one of the C# project. */
const statement = (title: string, text: string): ServerlessCase => ({
  ...{ title, kind: "hostile", files: samCsharp, verdict: "fail", at: /template\.yaml:\d+/ },
  change(repository) {
    edit(repository, "template.yaml", /- Effect: Allow\n.*\n +Resource: !GetAtt Table\.Arn/, text);
    edit(repository, "template.yaml", /^Parameters:$/m, "Parameters:\n  All: { Type: String, Default: '*' }");
  },
});
const may = (resource: string, action = "dynamodb:GetItem") =>
  `- { Effect: Allow, Action: ${action}, Resource: ${resource} }`;

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
  statement("every resource in a list", may('[!GetAtt Table.Arn, "*"]')),
  statement("every resource behind Fn::Sub", may('!Sub "*"')),
  statement("every resource behind a variable of Fn::Sub", may('!Sub ["${Of}", { Of: "*" }]')),
  statement("every resource behind Fn::Join", may('!Join ["", ["*"]]')),
  statement("every resource in production", may('!If [IsProd, "*", !GetAtt Table.Arn]')),
  statement("every resource by a parameter", may("!Ref All")),
  statement("every resource by a parameter within Fn::Sub", may('!Sub "${All}"')),
  statement("every resource with two stars", may('"**"')),
  statement("every resource of every service", may('"arn:aws:*:*:*:*"')),
  statement("every object of every bucket", may('"arn:aws:s3:::*/*"', "s3:GetObject")),
  statement("every action with two stars", may("!GetAtt Table.Arn", '"dynamodb:**"')),
  statement("every action of every service", may("!GetAtt Table.Arn", '"*:*"')),
  statement("every action in production", may("!GetAtt Table.Arn", '!If [IsProd, "*", dynamodb:GetItem]')),
  statement(
    "a statement that a condition chooses",
    `- !If [IsProd, { Effect: Allow, Action: "*", Resource: "*" }, !Ref AWS::NoValue]`,
  ),
  statement("an effect that is not spelled out", '- { Effect: !Sub "Allow", Action: "*", Resource: "*" }'),
  statement("text for a statement", "- everything"),
  statement("a number for actions", '- { Effect: Allow, Action: 5, Resource: "*" }'),
  statement("a statement without a resource", "- { Effect: Allow, Action: dynamodb:GetItem }"),
  {
    title: "a policy of a role that stands beside it",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      repository["template.yaml"] += `  More:
    Type: AWS::IAM::RolePolicy
    Properties: { PolicyDocument: { Statement: { Effect: Allow, Action: "*", Resource: "*" } } }
`;
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a policy template of every table behind Fn::Sub",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "            TableName: !Ref Table",
        '            TableName: !Sub "*"',
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a managed policy of everything that a condition chooses",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "- DynamoDBCrudPolicy:\n            TableName: !Ref Table",
        '- !If [IsProd, !Sub "arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess", !Ref AWS::NoValue]',
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "statements that are text",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", /statements:\n(?: {8}.*\n)+/, "statements: everything\n");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
]);
