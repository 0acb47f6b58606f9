import { edit } from "../../../../test/audit/check-rule.js";
import {
  checkServerlessRule,
  referenceCsharp,
  type ServerlessCase,
} from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "not asked for",
    kind: "bad",
    service: "sam/order-service",
    change(repository) {
      edit(
        repository,
        "sam/order-service/template.yaml",
        / +FunctionResponseTypes: \[ReportBatchItemFailures\]\n/g,
        "",
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "answered though nobody asks: what failed is lost",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", / +FunctionResponseTypes:\n.*\n/, "");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "asked for and never answered",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "src/notes/publish.ts",
        /const batchItemFailures[\s\S]*return \{ batchItemFailures \};/,
        "return {}; // batchItemFailures",
      );
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "one at a time",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "            BatchSize: 10\n            FunctionResponseTypes:\n              - ReportBatchItemFailures\n",
        "            BatchSize: 1\n",
      );
    },
    verdict: "not-applicable",
  },
  {
    title: "answered with a list that stays empty",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "src/notes/remind.ts", /^ +batchItemFailures\.push.*\n/m, "");
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "answered in C# with a list that stays empty",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "src/Shop/ConsumeFunction.cs", /^ +failures\.Add.*\n/m, "");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  ...[
    ["in a comment", "// batchItemFailures.push({ itemIdentifier: messageId });"],
    ["in a branch that never runs", "if (false) batchItemFailures.push({ itemIdentifier: messageId });"],
    ["in a string", 'log("batchItemFailures.push({ itemIdentifier: messageId })");'],
  ].map(
    ([title, text]): ServerlessCase => ({
      title: `what failed is named only ${title}`,
      kind: "hostile",
      files: serverlessTypescript,
      change: (repository) =>
        edit(
          repository,
          "src/notes/remind.ts",
          "batchItemFailures.push({ itemIdentifier: messageId });",
          text ?? "",
        ),
      verdict: "fail",
      at: /serverless\.yml:\d+/,
    }),
  ),
  {
    title: "named in a function that nobody calls",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "src/notes/remind.ts", /^ +batchItemFailures\.push.*\n/m, "");
      repository["src/notes/remind.ts"] +=
        "export function failure(messageId: string) {\n  return { itemIdentifier: messageId };\n}\n";
    },
    verdict: "fail",
    at: /serverless\.yml:\d+/,
  },
  {
    title: "a handler that is not there",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) =>
      edit(
        repository,
        "serverless.yml",
        "handler: src/notes/remind.handler",
        "handler: src/notes/gone.handler",
      ),
    verdict: "manual",
    at: /serverless\.yml:\d+/,
  },
  ...[
    "[reportBatchItemFailures]",
    "{ ReportBatchItemFailures: true }",
    "!Ref ReportBatchItemFailures",
    "5",
  ].map(
    (types): ServerlessCase => ({
      title: `asked for in other words: ${types}`,
      kind: "hostile",
      files: samCsharp,
      change: (repository) =>
        edit(
          repository,
          "template.yaml",
          /FunctionResponseTypes:\n.*\n/,
          `FunctionResponseTypes: ${types}\n`,
        ),
      verdict: "fail",
      at: /template\.yaml:\d+/,
    }),
  ),
  ...["!If [IsProd, 10, 1]", "one", "[1]", "-1"].map(
    (size): ServerlessCase => ({
      title: `not asked for, with a batch of ${size}`,
      kind: "hostile",
      files: samCsharp,
      change: (repository) =>
        edit(
          repository,
          "template.yaml",
          /BatchSize: 10\n +FunctionResponseTypes:\n.*\n/,
          `BatchSize: ${size}\n`,
        ),
      verdict: "fail",
      at: /template\.yaml:\d+/,
    }),
  ),
  ...["sam/payment-service", "serverless/payment-service", "trigger/events"].map(
    (service): ServerlessCase => ({
      title: `the generated ${service} in C#, as classes or as a program`,
      kind: "good",
      files: referenceCsharp,
      service,
      verdict: "pass",
      at: /(?:template|serverless)\.yaml:\d+|serverless\.yml:\d+/,
    }),
  ),
  {
    title: "the generated consumer in C# that says of no message that it failed",
    kind: "bad",
    files: referenceCsharp,
    service: "trigger/events",
    change(repository) {
      for (const file of ["src/Chassis/Batch.cs", "src/Functions/Functions.cs"])
        repository[`trigger/events/${file}`] = (repository[`trigger/events/${file}`] ?? "").replaceAll(
          "ItemIdentifier",
          "Item",
        );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "named in C# in a method that nobody calls",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "src/Shop/ConsumeFunction.cs", /^ +failures\.Add.*\n/m, "");
      edit(
        repository,
        "src/Shop/ConsumeFunction.cs",
        "    private Task Keep(",
        "    private static object Failure(string id) => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id };\n\n    private Task Keep(",
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "named in C# by another function",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "src/Shop/ConsumeFunction.cs", /^ +failures\.Add.*\n/m, "");
      edit(
        repository,
        "src/Shop/ApiFunction.cs",
        "        return new",
        "        _ = new SQSBatchResponse.BatchItemFailure { ItemIdentifier = request.Path };\n        return new",
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
]);
