import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "a logger that prints",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      const file = "services/user-service/src/chassis/logger.ts";
      edit(repository, file, /\bpino\(/g, "plain(");
      repository[file] += "\nfunction plain() {\n  console.log('hello');\n}\n";
    },
    verdict: "fail",
    at: /logger\.ts:\d+/,
  },
  {
    title: "a logger nobody depends on",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/package.json", /.*"(?:pino|fastify)".*\n/g, "");
    },
    verdict: "fail",
  },
]);
