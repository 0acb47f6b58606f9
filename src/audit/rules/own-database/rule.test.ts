import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "credentials in the code",
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
    service: "services/rate-service",
    change: () => undefined,
    verdict: "not-applicable",
    at: /service.yaml:\d+/,
  },
  {
    title: "a database's driver in a service that says it has none",
    service: "services/rate-service",
    change: (repository) =>
      edit(repository, "services/rate-service/package.json", '"ajv":', '"pg": "^8.23.1",\n    "ajv":'),
    verdict: "fail",
    at: /service.yaml:\d+/,
  },
  {
    title: "credentials that are filled in, in C#",
    service: "services/order-service",
    change: (repository) => {
      repository["services/order-service/Url.cs"] =
        'public static class Url { public static string Of(Broker b) => $"amqp://{b.User}:{b.Password}@{b.Host}"; }\n';
    },
    verdict: "pass",
  },
]);
