import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
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
        "return { batchItemFailures: [] };",
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
]);
