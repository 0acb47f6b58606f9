import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "an unversioned contract path",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/contracts/openapi.json", /\/api\/v1\/users/g, "/users");
    },
    verdict: "fail",
    at: /openapi/,
  },
  {
    title: "a version that must be asked for",
    kind: "good",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/contracts/openapi.json"] = JSON.stringify({
        openapi: "3.1.0",
        info: { title: "users", version: "1" },
        paths: {
          "/users": {
            get: {
              parameters: [{ name: "api-version", in: "query", required: true, schema: { type: "string" } }],
              responses: { 200: { description: "users" } },
            },
          },
        },
      });
    },
    verdict: "pass",
  },
]);
