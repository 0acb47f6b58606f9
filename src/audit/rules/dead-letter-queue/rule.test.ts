import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "queues without a dead-letter exchange",
    kind: "bad",
    service: "services/order-service",
    change: (repository) => {
      edit(
        repository,
        "services/order-service/src/chassis/consumer-runner.ts",
        /"x-dead-letter-exchange"/g,
        '"x-none"',
      );
    },
    verdict: "fail",
  },
  {
    title: "a service made without messaging",
    kind: "good",
    service: "services/note-service",
    change: () => undefined,
    verdict: "not-applicable",
    at: /service.yaml:\d+/,
  },
]);
