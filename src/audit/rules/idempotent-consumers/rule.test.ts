import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

const remind = "src/notes/remind.ts";
const condition = ', ConditionExpression: "attribute_not_exists(messageId)"';

checkServerlessRule(rule, [
  {
    title: "a write without a condition",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "src/notes/remind.ts", ', ConditionExpression: "attribute_not_exists(messageId)"', "");
    },
    verdict: "fail",
    at: /src\/notes\/remind\.ts:\d+/,
  },
  {
    title: "a condition in a comment",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "src/Shop/ConsumeFunction.cs",
        'ConditionExpression = "attribute_not_exists(Id)",',
        '// ConditionExpression = "attribute_not_exists(Id)",',
      );
    },
    verdict: "fail",
    at: /ConsumeFunction\.cs:\d+/,
  },
  {
    title: "the utility of Powertools",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "src/notes/remind.ts", ', ConditionExpression: "attribute_not_exists(messageId)"', "");
      edit(
        repository,
        "src/notes/remind.ts",
        "export const handler =",
        "export const handler = makeIdempotent(0 as never); const other =",
      );
      edit(
        repository,
        "package.json",
        '"@aws-lambda-powertools/logger"',
        '"@aws-lambda-powertools/idempotency": "2.0.0", "@aws-lambda-powertools/logger"',
      );
    },
    verdict: "pass",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a handler that is not there",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "serverless.yml",
        "handler: src/notes/remind.handler",
        "handler: src/notes/gone.handler",
      );
    },
    verdict: "manual",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "a generated consumer whose writes have no condition any more",
    kind: "bad",
    service: "trigger/events",
    change(repository) {
      for (const path of Object.keys(repository).filter((one) => one.startsWith("trigger/events/src/")))
        repository[path] = (repository[path] ?? "").replaceAll("attribute_not_exists(", "size(");
    },
    verdict: "fail",
    at: /\.ts:\d+/,
  },
  {
    title: "a condition in a function that nobody calls",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, remind, condition, "");
      edit(
        repository,
        remind,
        /$/,
        '\nfunction never() {\n  return { ConditionExpression: "attribute_not_exists(messageId)" };\n}\n',
      );
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a condition in a value that nobody uses",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, remind, condition, "");
      edit(
        repository,
        remind,
        /$/,
        '\nconst unused = { ConditionExpression: "attribute_not_exists(messageId)" };\n',
      );
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a condition in a log line",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, remind, condition, "");
      edit(
        repository,
        remind,
        "    try {\n",
        '    try {\n      console.log("attribute_not_exists(messageId), or on conflict do nothing");\n',
      );
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a function of its own with the name of the utility",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, remind, condition, "");
      edit(
        repository,
        remind,
        "export const handler =",
        "const idempotent = <T>(work: T): T => work;\nexport const handler = idempotent(",
      );
      edit(repository, remind, "return { batchItemFailures };\n};", "return { batchItemFailures };\n});");
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a condition in a file that the handler does not import",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, remind, condition, "");
      repository["src/notes/guard.ts"] = 'export const guard = "attribute_not_exists(messageId)";\n';
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a condition where execution never comes",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(
        repository,
        remind,
        "await table.send(\n",
        "await table.send(new PutCommand({ TableName: process.env.NOTES_TABLE, Item: { messageId } }));\n      if (false) await table.send(\n",
      );
    },
    verdict: "fail",
    at: /remind\.ts:\d+/,
  },
  {
    title: "a handler that is a list",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(
        repository,
        "serverless.yml",
        "handler: src/notes/remind.handler",
        "handler: [src/notes/remind.handler]",
      );
    },
    verdict: "manual",
    at: /serverless\.yml:\d+/,
  },
]);
