import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

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
]);
