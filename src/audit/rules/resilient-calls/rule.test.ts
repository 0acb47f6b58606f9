import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "a bare call",
    kind: "bad",
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
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      repository["services/order-service/src/chassis/resilience.ts"] = (
        repository["services/order-service/src/chassis/resilience.ts"] ?? ""
      ).replace(/circuitBreaker\(/g, "none(/* circuitBreaker( */");
    },
    verdict: "fail",
  },
  {
    title: "a breaker that is only listened to",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) =>
      edit(
        repository,
        "services/order-service/src/chassis/resilience.ts",
        "wrap(breaker, timeout(client.timeoutMs, TimeoutStrategy.Aggressive))",
        "wrap(timeout(client.timeoutMs, TimeoutStrategy.Aggressive))",
      ),
    verdict: "fail",
    at: /client.ts:\d+/,
  },
  {
    title: "a breaker around something else",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      edit(
        repository,
        "services/order-service/src/chassis/resilience.ts",
        "wrap(breaker, timeout(client.timeoutMs, TimeoutStrategy.Aggressive))",
        "wrap(timeout(client.timeoutMs, TimeoutStrategy.Aggressive));\n  void breaker.execute(() => Promise.resolve())",
      );
    },
    verdict: "fail",
    at: /client.ts:\d+/,
  },
  {
    title: "a transaction's execute around the call instead of a policy's",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      edit(
        repository,
        "services/order-service/src/chassis/client.ts",
        "await resilience.execute(isRepeatable(request), (signal) =>",
        "await trx.execute(isRepeatable(request), (signal: AbortSignal) =>",
      );
    },
    verdict: "fail",
    at: /client.ts:\d+/,
  },
  {
    title: "a function that only bears a breaker's name",
    kind: "hostile",
    service: "services/order-service",
    change: (repository) => {
      const file = "services/order-service/src/chassis/resilience.ts";
      edit(repository, file, "  circuitBreaker,\n", "");
      repository[file] +=
        "\nfunction circuitBreaker(..._: unknown[]) {\n  return timeout(1, TimeoutStrategy.Aggressive);\n}\n";
    },
    verdict: "fail",
    at: /client.ts:\d+/,
  },
]);
