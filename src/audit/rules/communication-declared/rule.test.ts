import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "an event declared that the code does not have",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", "UserCreatedEvent", "UserInventedEvent");
    },
    verdict: "fail",
    at: /service.yaml:\d+/,
  },
  {
    title: "an event that only a comment names",
    kind: "hostile",
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
  {
    title: "an event that is published and not declared",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", /.*UserDeletedEvent.*\n/, "");
    },
    verdict: "fail",
    at: /user-events\.ts:\d+/,
  },
  {
    title: "an event that is consumed and not declared",
    kind: "bad",
    service: "services/order-service",
    change: (repository) => {
      edit(repository, "services/order-service/service.yaml", /.*PaymentAuthorizedEvent.*\n/, "");
    },
    verdict: "fail",
    at: /consumers\.ts:\d+/,
  },
  {
    title: "a call that is not declared",
    kind: "bad",
    service: "services/order-service",
    change: (repository) => {
      edit(repository, "services/order-service/service.yaml", /calls:\n.*\n/, "calls: []\n");
    },
    verdict: "fail",
    at: /settings\.ts:\d+/,
  },
  {
    title: "a call declared that only a comment makes",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/service.yaml",
        "calls: []",
        "calls: [{ service: order-service }]",
      );
      repository["services/user-service/src/main.ts"] += '// fetch("http://order-service/api/v1/orders")\n';
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "a key that the schema does not know",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", "publishes:", "publish: []\npublishes:");
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "a service.yaml that is no YAML",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", "publishes:", "publishes: [");
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
]);
