import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no owner",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", /^owner:.*$/m, "owner: TODO");
    },
    verdict: "fail",
    at: /service.yaml:\d+/,
  },
]);
