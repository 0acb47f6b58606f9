import { checkRule, edit, type RuleCase } from "../../../../test/audit/check-rule.js";
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
  ...[
    ["in two parts", '"postgres://sa:" + "Your_password123@db/users"'],
    ["with the password apart", '"Server=db;Password=" + "Your_password123"'],
    [
      "in base64",
      `Buffer.from("${Buffer.from("postgres://sa:Your_password123@db/users").toString("base64")}", "base64")`,
    ],
    [
      "as what is used when nothing is configured",
      'process.env.DATABASE_URL ?? "postgres://sa:Your_password123@db/users"',
    ],
    ["in a template", "`postgres://sa:Your_password123@${host}/users`"],
  ].map(
    ([title, value]): RuleCase => ({
      title: `credentials ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        repository["services/user-service/src/main.ts"] += `export const url = ${value};\n`;
      },
      verdict: "fail",
      at: /main\.ts:\d+/,
    }),
  ),
  ...[
    ["with an alias", 'db.selectFrom("order_views as mine")'],
    ["with a schema", 'db.selectFrom("orders.order_views")'],
    ["by a constant", 'db.selectFrom(table);\nconst table = "order_views"'],
    ["in SQL over lines", "sql`\n  select *\n  from order_views`"],
    ["joined", 'db.selectFrom("users").innerJoin("order_views", "id", "user_id")'],
  ].map(
    ([title, use]): RuleCase => ({
      title: `a neighbour's table ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        repository["services/user-service/src/adapters/postgres-user-store.ts"] +=
          `export const theirs = (db: any) => ${use};\n`;
      },
      verdict: "fail",
      at: /postgres-user-store\.ts:\d+/,
    }),
  ),
  {
    title: "a neighbour's table that it calls its own",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", "data: [users,", "data: [users, order_views,");
      repository["services/user-service/src/adapters/postgres-user-store.ts"] +=
        'export const theirs = (db: any) => db.selectFrom("order_views");\n';
    },
    verdict: "fail",
    at: /postgres-user-store\.ts:\d+/,
  },
  ...["none", "[none]", "{ database: { name: none } }", "{ database: [none], data: users }", "5"].map(
    (owns): RuleCase => ({
      title: `credentials beside an owns that says nothing: ${owns}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        edit(repository, "services/user-service/service.yaml", /^owns: .*$/m, `owns: ${owns}`);
        repository["services/user-service/src/main.ts"] +=
          'export const url = "postgres://sa:Your_password123@db/users";\n';
      },
      verdict: "fail",
      at: /main\.ts:\d+/,
    }),
  ),
]);
