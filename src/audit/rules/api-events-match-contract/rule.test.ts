import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "an operation nothing leads to",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "template.yaml",
        "Path: /api/v1/orders, Method: POST",
        "Path: /api/v1/order, Method: POST",
      );
    },
    verdict: "fail",
    at: /openapi\.yaml:\d+.*template\.yaml:\d+/,
  },
  {
    title: "another method",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", "method: post", "method: put");
    },
    verdict: "fail",
  },
  {
    title: "a route in code that is not in the contract",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(
        repository,
        "sam/user-service/src/adapters/user-routes.ts",
        '"GET /api/v1/users/{id}"',
        '"GET /api/v1/users/{id}/more"',
      );
    },
    verdict: "fail",
    at: /user-routes\.ts:\d+/,
  },
  {
    title: "everything below one event",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "serverless.yml", "http: { path: v1/notes, method: post }", 'httpApi: "*"');
    },
    verdict: "pass",
  },
  {
    title: "no contract",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      delete repository["contracts/openapi.json"];
    },
    verdict: "not-applicable",
  },
]);
