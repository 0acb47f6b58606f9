import { checkRule } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "an import from a neighbour",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/src/main.ts"] +=
        'import { orderOf } from "../../order-service/src/domain/order.js";\n';
    },
    verdict: "fail",
    at: /main.ts:\d+/,
  },
]);
