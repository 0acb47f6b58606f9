import { checkRule } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "a broken contract",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/contracts/openapi.json"] = "{";
    },
    verdict: "fail",
    at: /openapi.json/,
  },
  {
    title: "no contract",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/contracts/openapi.json"];
    },
    verdict: "fail",
    at: /openapi/,
  },
]);
