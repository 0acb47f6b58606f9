import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "an outbox nothing uses",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/src/adapters/postgres-user-store.ts",
        /await this\.outbox\.add\(trx, event\);/,
        "",
      );
    },
    verdict: "fail",
    at: /outbox(-relay)?.ts:\d+/,
  },
  {
    title: "no outbox",
    kind: "bad",
    service: "services/order-service",
    change: (repository) => {
      delete repository["services/order-service/src/chassis/outbox.ts"];
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
