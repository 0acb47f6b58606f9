import { checkRule } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "a broken contract",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/contracts/openapi.json"] = "{";
    },
    verdict: "fail",
    at: /openapi.json/,
  },
  {
    title: "no contract",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/contracts/openapi.json"];
    },
    verdict: "fail",
    at: /openapi/,
  },
]);
