import { checkRule } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no Dockerfile",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/Dockerfile"];
    },
    verdict: "fail",
    at: /Dockerfile/,
  },
]);
