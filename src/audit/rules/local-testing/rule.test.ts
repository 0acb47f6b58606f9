import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "no test against a local AWS",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(
        repository,
        "sam/user-service/test/support/test-table.ts",
        "process.env.AWS_ENDPOINT_URL",
        "process.env.OTHER",
      );
    },
    verdict: "fail",
    at: /\.test\.ts$|test$/,
  },
  {
    title: "only a comment names it",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "test/create.integration.test.ts",
        'process.env.AWS_ENDPOINT_URL = "http://localhost:4566";',
        '// process.env.AWS_ENDPOINT_URL = "http://localhost:4566";',
      );
    },
    verdict: "fail",
  },
  {
    title: "a test that asserts nothing",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "test/Shop.Tests/ApiTests.cs", / +Assert\.Equal.*\n/, "        await Call(client);\n");
    },
    verdict: "fail",
  },
  {
    title: "no sample event",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      delete repository["events/create.json"];
    },
    verdict: "fail",
    at: /events$/,
  },
  {
    title: "a sample event that is no JSON",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      repository["events/create.json"] = "{ no";
    },
    verdict: "fail",
    at: /events\/create\.json:1/,
  },
]);
