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
  {
    title: "an event that is commented out",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        / {8}Post:\n.*\n.*\n/,
        "        # Post: { Type: Api, Properties: { Path: /api/v1/orders, Method: POST } }\n",
      );
    },
    verdict: "fail",
    at: /openapi\.yaml:\d+/,
  },
  {
    title: "an event of a function that no stage makes",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "template.yaml", "Conditions:\n", "Conditions:\n  Never: !Not [!Equals [a, a]]\n");
      edit(repository, "template.yaml", "  ApiFunction:\n", "  ApiFunction:\n    Condition: Never\n");
    },
    verdict: "manual",
    at: /openapi\.yaml:\d+/,
  },
  {
    title: "a route in a comment",
    kind: "hostile",
    service: "sam/user-service",
    change: (repository) => {
      edit(
        repository,
        "sam/user-service/src/adapters/user-routes.ts",
        '"GET /api/v1/users/{id}":',
        '/* "GET /api/v1/users/{id}" */ "get":',
      );
    },
    verdict: "fail",
    at: /openapi\.json:\d+/,
  },
  {
    title: "a route in a table that nobody is handed",
    kind: "hostile",
    service: "sam/user-service",
    change: (repository) => {
      edit(repository, "sam/user-service/src/adapters/user-routes.ts", '"GET /api/v1/users/{id}":', '"get":');
      edit(
        repository,
        "sam/user-service/src/adapters/user-routes.ts",
        /$/,
        '\nconst unused = { "GET /api/v1/users/{id}": async () => undefined };\n',
      );
    },
    verdict: "fail",
    at: /openapi\.json:\d+/,
  },
  {
    title: "paths and methods that are no texts",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        "template.yaml",
        "Path: /api/v1/orders, Method: POST",
        "Path: [/api/v1/orders], Method: { a: POST }",
      );
    },
    verdict: "fail",
    at: /openapi\.yaml:\d+/,
  },
  {
    title: "a contract whose paths are a text",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["contracts/openapi.yaml"] = "openapi: 3.1.0\npaths: /api/v1/orders\n";
    },
    verdict: "manual",
  },
  {
    title: "a contract that is no YAML",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["contracts/openapi.yaml"] = "openapi: 3.1.0\npaths: {";
    },
    verdict: "manual",
    at: /openapi\.yaml:\d+/,
  },
  {
    title: "an empty contract",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["contracts/openapi.yaml"] = "";
    },
    verdict: "manual",
    at: /openapi\.yaml:\d+/,
  },
  {
    title: "a contract of NUL bytes",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["contracts/openapi.yaml"] = "\0".repeat(40);
    },
    verdict: "manual",
    at: /openapi\.yaml:\d+/,
  },
]);
