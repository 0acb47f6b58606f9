import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no readiness route",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/src/chassis/http.ts",
        /app\.get\("\/health\/ready"/,
        'void ((...none: unknown[]) => none)(""',
      );
    },
    verdict: "fail",
  },
  {
    title: "a liveness route in dead code only",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/src/chassis/http.ts",
        /app\.get\("\/health\/live"/,
        'if (false) app.get("/health/live"',
      );
    },
    verdict: "fail",
  },
]);
