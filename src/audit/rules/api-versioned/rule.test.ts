import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "an unversioned contract path",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/contracts/openapi.json", /\/api\/v1\/users/g, "/users");
    },
    verdict: "fail",
    at: /openapi/,
  },
]);
