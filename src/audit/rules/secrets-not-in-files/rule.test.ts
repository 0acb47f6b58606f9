import { expect, test } from "vitest";
import { checkRule, edit, type RuleCase } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { npmPackage, verdictOf } from "../../../../test/audit/small-service.js";
import { rule } from "./rule.js";

const privateKey = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n";
const secretOf = (value: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: users }\ndata:\n  url: ${btoa(value)}\n`;
const bomb = `a: &a [x, x]\nb: &b [${"*a, ".repeat(60)}*a]\nc: [${"*b, ".repeat(60)}*b]\n`;

checkServerlessRule(rule, [
  {
    title: "an access key in the template",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(
        repository,
        "sam/user-service/template.yaml",
        "          LOG_LEVEL: !Ref LogLevel",
        "          LOG_LEVEL: !Ref LogLevel\n          KEY: AKIA2EQARF3BZ44CSSR6",
      );
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: "a private key",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      repository["src/key.pem"] = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n";
    },
    verdict: "fail",
    at: /key\.pem:1/,
  },
  {
    title: "a password in a connection string",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      repository["src/Shop/appsettings.json"] = JSON.stringify(
        { ConnectionStrings: { Db: "Server=db;Database=shop;User=sa;Password=Your_password123;" } },
        null,
        2,
      );
    },
    verdict: "fail",
    at: /appsettings\.json:3/,
  },
  {
    title: "a password in docker-compose",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      repository["docker-compose.yml"] =
        "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: S3cretS3cret\n";
    },
    verdict: "fail",
    at: /docker-compose\.yml:4/,
  },
  {
    title: "a value of a Kubernetes container",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      repository["k8s/deployment.yaml"] = "env:\n  - name: DB_PASSWORD\n    value: S3cretS3cret\n";
    },
    verdict: "fail",
    at: /deployment\.yaml:3/,
  },
  {
    title: "a committed .env",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      repository[".env"] = "API_KEY=9f8e7d6c5b4a3f2e1d0c\n";
    },
    verdict: "fail",
    at: /\.env:1/,
  },
  {
    title: "references and placeholders",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      repository["docker-compose.yml"] =
        "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD}\n      API_KEY: changeme\n";
      repository[".env.example"] = "API_KEY=9f8e7d6c5b4a3f2e1d0c\n";
      repository["config/app.yml"] =
        'password: !Ref Secret\nclientSecret: "{{resolve:secretsmanager:shop}}"\ntoken: null\n';
    },
    verdict: "pass",
  },
  {
    title: "a field of a contract",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      repository["contracts/openapi.json"] = JSON.stringify({
        openapi: "3.1.0",
        components: { schemas: { Login: { properties: { password: { type: "string" } } } } },
      });
    },
    verdict: "pass",
  },
]);

checkRule(rule, [
  {
    title: "a password in the manifest of Kubernetes",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/k8s/extra.yaml"] = "stringData:\n  password: S3cretS3cret\n";
    },
    verdict: "fail",
    at: /extra.yaml:2/,
  },
  {
    title: "a payment provider's key",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/.env"] = "PAYMENTS_SECRET_KEY=pk5d0a8e41b7c2\n";
    },
    verdict: "fail",
    at: /\.env:1/,
  },
  ...[
    ["an access key in two parts", "src/a.ts", 'export const key = "AKIA" + "2EQARF3BZ44CSSR6";\n'],
    ["an access key in base64", "src/a.ts", `export const key = atob("${btoa("AKIA2EQARF3BZ44CSSR6")}");\n`],
    ["a private key in base64", "src/a.ts", `export const key = atob("${btoa(privateKey)}");\n`],
    [
      "a password in two parts",
      "src/a.ts",
      'export const url = "postgres://sa:" + "S3cretS3cret@db/users";\n',
    ],
    ["a password by its name", "src/a.ts", 'const dbPassword = "S3cretS3cret";\n'],
    [
      "a secret when nothing is configured",
      "src/a.ts",
      'const secret = process.env.SECRET ?? "S3cretS3cret";\n',
    ],
    ["a secret in an object", "src/a.ts", 'export default { clientSecret: "9f8e7d6c5b4a3f2e1d0c" };\n'],
    ["a password in C#", "Settings.cs", 'const string Password = "S3cretS3cret";\n'],
    [
      "an access key in a line without an end",
      "src/a.ts",
      `/*${"x".repeat(9_000)}*/ const key = "AKIA2EQARF3BZ44CSSR6";\n`,
    ],
    ["a Secret in base64", "k8s/secret.yaml", secretOf("postgres://sa:S3cretS3cret@db/users")],
    ["a private key in a Secret", "k8s/secret.yaml", secretOf(privateKey)],
    ["YAML that does not parse", "config/app.yaml", "a: [\npassword: S3cretS3cret\n"],
    ["YAML with a bomb of aliases", "config/app.yaml", `password: S3cretS3cret\n${bomb}`],
    ["JSON that does not parse", "config/app.json", '{\n  "password": "S3cretS3cret",\n  oops\n'],
    ["a list where a map is expected", "config/app.yaml", "- - password: S3cretS3cret\n"],
    ["NUL bytes before it", "config/app.yaml", "\0: [\npassword: S3cretS3cret\n"],
  ].map(
    ([title, file = "", text = ""]): RuleCase => ({
      title: `a secret in disguise: ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        repository[`services/user-service/${file}`] = text;
      },
      verdict: "fail",
      at: new RegExp(`^${file.replaceAll(".", "\\.")}:\\d+$`),
    }),
  ),
  {
    title: "names of secrets without a secret",
    kind: "good",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/src/a.ts"] = `
const passwordField = "password1field";
export const clientSecret = process.env.CLIENT_SECRET ?? "";
export const secretName = "prod/users/db2";
export const errors = { invalidPassword: "must have 8 characters", wrongPassword: "wrong-password-2" };
// const dbPassword = "S3cretS3cret";
`;
      repository["services/user-service/k8s/secret.yaml"] = secretOf("not much");
    },
    verdict: "pass",
  },
]);

const chosen = "Sup3rS3cret9";
const compose = (...lines: string[]): string =>
  `services:\n  db:\n    image: postgres:17\n    environment:\n${lines.map((line) => `      ${line}\n`).join("")}`;

test.each([
  [".env", `DB_PASS=${chosen}\n`, "fail"],
  [".env", `JWT_KEY=${chosen}\n`, "fail"],
  [".env", `TELEGRAM_BOT_TOKEN=73827:${chosen}\n`, "fail"],
  [
    ".env",
    "SMTP_PASS=${SMTP_PASS}\nBYPASS=enabled\nACCESS_TOKEN_EXPIRES=3600\nENCRYPTION_KEY_ID=orders-1\n",
    "pass",
  ],
  ["appsettings.json", `{ "Jwt": { "SigningKey": "${chosen}" } }`, "fail"],
  ["docker-compose.yml", compose("- POSTGRES_USER=orders", `- POSTGRES_PASSWORD=${chosen}`), "fail"],
  ["docker-compose.yml", compose("- POSTGRES_PASSWORD=${DB_PASSWORD:?}", "- JWT_SECRET"), "pass"],
  ["chart/values.yaml", "auth:\n  existingSecret: orders-db\nimagePullSecret: registry\n", "pass"],
  ["chart/values.yaml", `auth:\n  clientSecret: ${chosen}\n`, "fail"],
  ["src/i18n/es.json", '{ "password": "Contraseña", "forgotPassword": "Olvidada" }', "pass"],
  ["src/i18n/es.json", `{ "help": "AKIA${"2EQARF3BZ44CSSR6"}" }`, "fail"],
  ["k8s/secret.yaml", "kind: ExternalSecret\nspec:\n  data:\n    - secretKey: password\n", "pass"],
])("in %s %j: %s", (file, text, verdict) => {
  expect(verdictOf(rule, { "package.json": npmPackage("express"), [file]: text })).toBe(verdict);
});
