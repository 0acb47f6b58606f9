import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no pipeline",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/.github/workflows/ci.yml"];
    },
    verdict: "fail",
    at: /workflows/,
  },
  {
    title: "tests whose failure is ignored",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/.github/workflows/ci.yml",
        /-- npm test/,
        "-- npm test || true",
      );
    },
    verdict: "fail",
    at: /ci.yml/,
  },
]);
