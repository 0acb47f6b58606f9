import { checkRule } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "a bare call",
    service: "services/order-service",
    change: (repository) => {
      repository["services/order-service/src/main.ts"] +=
        'await fetch("http://payment-service/api/v1/payments");\n';
    },
    verdict: "fail",
    at: /main.ts:\d+/,
  },
  {
    title: "policies that only a comment names",
    service: "services/order-service",
    change: (repository) => {
      repository["services/order-service/src/chassis/resilience.ts"] = (
        repository["services/order-service/src/chassis/resilience.ts"] ?? ""
      ).replace(/circuitBreaker\(/g, "none(/* circuitBreaker( */");
    },
    verdict: "fail",
  },
]);
