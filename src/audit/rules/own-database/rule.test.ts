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
  ...[
    ["a variable", "src/legacy.ts", 'export const dsn = process.env.USERS_DB_URL ?? "";\n'],
    [
      "a connection's name in C#",
      "Legacy.cs",
      'class Legacy { string Of(IConfiguration c) => c.GetConnectionString("UsersDb"); }\n',
    ],
    ["an address under another name", ".env", "LEGACY_DSN=postgres://reader:x@db:5432/user_service\n"],
    ["an address's host", ".env", "LEGACY_DSN=postgres://reader@user-db.shop.internal/main\n"],
    ["an address's user", "config/settings.yaml", "legacy: postgresql://user_service@db/main\n"],
    [
      "a connection string",
      "appsettings.json",
      '{ "ConnectionStrings": { "Legacy": "Server=db;Database=Users;User Id=sa;" } }\n',
    ],
    [
      "a secret",
      "k8s/legacy.yaml",
      "kind: Deployment\nspec: { template: { spec: { containers: [ { name: a, env: [ { name: LEGACY_DSN, valueFrom: { secretKeyRef: { name: user-service-secrets, key: database-url } } } ] } ] } } }\n",
    ],
    [
      "a secret, key first",
      "k8s/legacy.yaml",
      "kind: Deployment\nenv:\n  - name: LEGACY_DSN\n    valueFrom:\n      secretKeyRef:\n        key: database-url\n        name: user-service-secrets\n",
    ],
    [
      "its block of a compose file",
      "/docker-compose.yml",
      "services:\n  user-service:\n    image: user\n  order-service:\n    environment:\n      DSN: postgres://x@db/user_service\n",
    ],
  ].map(
    ([title = "", file = "", text = ""]): RuleCase => ({
      title: `a neighbour's database by ${title}`,
      kind: "hostile",
      service: "services/order-service",
      change: (repository) => {
        const path = file.startsWith("/") ? file.slice(1) : `services/order-service/${file}`;
        repository[path] = text;
        if (path.endsWith("src/legacy.ts"))
          repository["services/order-service/src/main.ts"] += '\nimport "./legacy.js";\n';
      },
      verdict: "fail",
      at: /(?:legacy|Legacy|\.env|settings|docker-compose)[\w.]*:\d+/,
    }),
  ),
  ...[
    [
      "the neighbour's block of a compose file",
      "/docker-compose.yml",
      "services:\n  order-service:\n    image: order\n  user-service:\n    environment:\n      DSN: postgres://x@db/user_service\n",
    ],
    [
      "who logs in",
      ".env",
      "DB_USER=reader\nPOSTGRES_USER=postgres\nDSN=postgres://user:x@localhost:5432/orders\n",
    ],
    [
      "a comment",
      ".env",
      "# was postgres://x@db/user_service\nDATABASE_URL=postgres://order_service@db/order_service\n",
    ],
    [
      "a secret that is a token to call it with",
      "k8s/token.yaml",
      "env:\n  - name: USERS_TOKEN\n    valueFrom:\n      secretKeyRef: { name: user-service-secrets, key: token }\n",
    ],
    ["the neighbour's own address", ".env", "USER_SERVICE_URL=http://user-service:8080\n"],
  ].map(
    ([title = "", file = "", text = ""]): RuleCase => ({
      title: `no neighbour's database: ${title}`,
      kind: "good",
      service: "services/order-service",
      change: (repository) => {
        repository[file.startsWith("/") ? file.slice(1) : `services/order-service/${file}`] = text;
      },
      verdict: "pass",
    }),
  ),
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
