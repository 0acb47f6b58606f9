import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "tracing that is never started",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/src/chassis/telemetry.ts",
        /new NodeTracerProvider\(/g,
        "noProvider(",
      );
    },
    verdict: "fail",
  },
  {
    title: "tracing without its package",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/package.json", /"@opentelemetry\/[^"]+": "[^"]+",\n\s*/g, "");
    },
    verdict: "fail",
    at: /telemetry/,
  },
]);
