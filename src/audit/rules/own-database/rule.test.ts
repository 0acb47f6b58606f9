import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "credentials in the code",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/src/main.ts"] +=
        'export const url = "postgres://sa:Your_password123@db/users";\n';
    },
    verdict: "fail",
    at: /main.ts:\d+/,
  },
  {
    title: "a neighbour's table",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/src/adapters/postgres-user-store.ts"] +=
        'export const theirs = (db: any) => db.selectFrom("order_views");\n';
    },
    verdict: "fail",
    at: /postgres-user-store.ts:\d+/,
  },
  {
    title: "a service made without a database",
    kind: "good",
    service: "services/rate-service",
    change: () => undefined,
    verdict: "not-applicable",
    at: /service.yaml:\d+/,
  },
  {
    title: "a database's driver in a service that says it has none",
    kind: "hostile",
    service: "services/rate-service",
    change: (repository) =>
      edit(repository, "services/rate-service/package.json", '"ajv":', '"pg": "^8.23.1",\n    "ajv":'),
    verdict: "fail",
    at: /service.yaml:\d+/,
  },
  {
    title: "credentials that are filled in, in C#",
    kind: "good",
    service: "services/order-service",
    change: (repository) => {
      repository["services/order-service/Url.cs"] =
        'public static class Url { public static string Of(Broker b) => $"amqp://{b.User}:{b.Password}@{b.Host}"; }\n';
    },
    verdict: "pass",
  },
]);
