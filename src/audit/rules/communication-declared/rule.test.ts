import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "an event declared that the code does not have",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", "UserCreatedEvent", "UserInventedEvent");
    },
    verdict: "fail",
    at: /service.yaml:\d+/,
  },
  {
    title: "an event that only a comment names",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/service.yaml"] = (
        repository["services/user-service/service.yaml"] ?? ""
      ).replace("UserCreatedEvent", "UserGhostEvent");
      repository["services/user-service/src/main.ts"] += '// "UserGhostEvent"\n';
    },
    verdict: "fail",
    at: /service.yaml/,
  },
]);
