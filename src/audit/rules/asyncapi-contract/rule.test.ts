import { checkRule } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no AsyncAPI contract",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/contracts/asyncapi.json"];
    },
    verdict: "fail",
    at: /asyncapi/,
  },
  {
    title: "a broken AsyncAPI contract",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/contracts/asyncapi.json"] = "{";
    },
    verdict: "fail",
    at: /asyncapi/,
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
