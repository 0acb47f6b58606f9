import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

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
]);
