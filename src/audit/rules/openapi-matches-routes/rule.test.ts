import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "an operation nobody serves",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/contracts/openapi.json",
        "/api/v1/users/{id}/events",
        "/api/v1/users/{id}/ghosts",
      );
    },
    verdict: "fail",
    at: /openapi.json:\d+/,
  },
]);
