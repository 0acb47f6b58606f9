import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule, type ServerlessCase } from "../../../../test/audit/check-serverless-rule.js";
import { serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "another service's table in an environment variable",
    kind: "bad",
    service: "sam/order-service",
    change(repository) {
      edit(
        repository,
        "sam/order-service/template.yaml",
        "TABLE_NAME: !Ref Table",
        `TABLE_NAME: !Ref Table\n          USERS_TABLE: !Sub "user-service-${"$"}{Stage}"`,
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "another service's table in a policy",
    kind: "bad",
    service: "serverless/order-service",
    change(repository) {
      edit(
        repository,
        "serverless/order-service/serverless.yml",
        "Resource: !GetAtt SagaQueue.Arn",
        `Resource: !Sub "arn:aws:dynamodb:eu-west-1:1:table/user-service-${"$"}{sls:stage}"`,
      );
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "credentials in the code",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "src/notes/create.ts",
        "const logger",
        'const url = "postgres://notes:hunter2@db/notes";\nconst logger',
      );
    },
    verdict: "fail",
    at: /create\.ts:\d+/,
  },
  {
    title: "no table of its own",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "config/data.yml", "Type: AWS::DynamoDB::Table", "Type: AWS::S3::Bucket");
    },
    verdict: "manual",
  },
  {
    title: "no data",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "config/data.yml", "Type: AWS::DynamoDB::Table", "Type: AWS::S3::Bucket");
      edit(repository, "package.json", ',\n    "@aws-sdk/lib-dynamodb": "3.0.0"', "");
    },
    verdict: "not-applicable",
  },
  ...[
    ["under another key", `STORE: !Sub "user-service-${"$"}{Stage}"`],
    ["behind Fn::Join", 'USERS_TABLE: !Join ["-", ["user-service", !Ref Stage]]'],
    ["behind a variable of Fn::Sub", `USERS_TABLE: !Sub ["${"$"}{Of}-${"$"}{Stage}", { Of: user-service }]`],
  ].map(
    ([title, variable]): ServerlessCase => ({
      title: `another service's table ${title}`,
      kind: "hostile",
      service: "sam/order-service",
      change(repository) {
        edit(
          repository,
          "sam/order-service/template.yaml",
          "TABLE_NAME: !Ref Table",
          `TABLE_NAME: !Ref Table\n          ${variable}`,
        );
      },
      verdict: "fail",
      at: /template\.yaml:\d+/,
    }),
  ),
  {
    title: "another service's table in the code",
    kind: "hostile",
    service: "sam/order-service",
    change(repository) {
      repository["sam/order-service/src/handlers/api.ts"] +=
        'export const theirs = new GetCommand({ TableName: "user-service-prod", Key: {} });\n';
    },
    verdict: "fail",
    at: /api\.ts:\d+/,
  },
  {
    title: "another service's table that only a comment names",
    kind: "good",
    service: "sam/order-service",
    change(repository) {
      repository["sam/order-service/src/handlers/api.ts"] += '// TableName: "user-service-prod"\n';
    },
    verdict: "pass",
  },
  ...['"postgres://notes:" + "hunter2@db/notes"', `atob("${btoa("postgres://notes:hunter2@db/notes")}")`].map(
    (value): ServerlessCase => ({
      title: `credentials in disguise: ${value.slice(0, 6)}`,
      kind: "hostile",
      files: serverlessTypescript,
      change: (repository) =>
        edit(repository, "src/notes/create.ts", "const logger", `const url = ${value};\nconst logger`),
      verdict: "fail",
      at: /create\.ts:\d+/,
    }),
  ),
  {
    title: "a table that only a comment makes",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) =>
      edit(
        repository,
        "config/data.yml",
        "Type: AWS::DynamoDB::Table",
        "Type: AWS::S3::Bucket # AWS::DynamoDB::Table",
      ),
    verdict: "manual",
  },
  ...["all", "[TABLE]", "5"].map(
    (variables): ServerlessCase => ({
      title: `no table of its own, and variables that are ${variables}`,
      kind: "hostile",
      files: serverlessTypescript,
      change: (repository) => {
        edit(repository, "serverless.yml", /environment:\n.*\n/, `environment: ${variables}\n`);
        edit(repository, "config/data.yml", "Type: AWS::DynamoDB::Table", "Type: [AWS::DynamoDB::Table]");
      },
      verdict: "manual",
      at: /serverless\.yml:\d+/,
    }),
  ),
]);
