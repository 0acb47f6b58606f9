import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const http = `${service}/src/chassis/http.ts`;

checkRule(rule, [
  {
    title: "no readiness route",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/src/chassis/http.ts",
        /app\.get\("\/health\/ready"/,
        'void ((...none: unknown[]) => none)(""',
      );
    },
    verdict: "fail",
  },
  {
    title: "a liveness route in dead code only",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/src/chassis/http.ts",
        /app\.get\("\/health\/live"/,
        'if (false) app.get("/health/live"',
      );
    },
    verdict: "fail",
  },
  {
    title: "readiness that can only say yes",
    kind: "bad",
    service,
    change: (repository) => {
      edit(repository, http, "isServing(readiness) ? 200 : 503", "200");
    },
    verdict: "fail",
    at: /http\.ts:\d+/,
  },
  {
    title: "a check of a library",
    kind: "good",
    service,
    change: (repository) => {
      edit(
        repository,
        http,
        /const readiness = await health.readiness\(\);\n.*\n/,
        "return health.check(reply);\n",
      );
    },
    verdict: "pass",
  },
  {
    title: "routes in a comment and in a text",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(
        repository,
        http,
        /app\.get\("\/health\/ready"/,
        '// app.get("/health/ready"\n  console.log("GET /health/ready");\n  void ((...none: unknown[]) => none)(""',
      );
    },
    verdict: "fail",
  },
  {
    title: "routes in a function that nobody calls",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, http, "  addOperationalRoutes(app, { contract, health, logger, metrics });\n", "");
    },
    verdict: "fail",
  },
  {
    title: "routes in a file that nobody imports",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, http, /app\.get\("\/health\/ready"/, 'void ((...none: unknown[]) => none)(""');
      repository[`${service}/src/chassis/probes.ts`] =
        'export const add = (app: any) => app.get("/health/ready", async () => { throw new Error("503"); });\n';
    },
    verdict: "fail",
  },
  {
    title: "a refusal that never comes, in a comment and in a text",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(
        repository,
        http,
        "return reply.code(isServing(readiness) ? 200 : 503).send(readiness);",
        "if (false) return reply.code(503).send(readiness);\n    // reply.code(503)\n    return reply.code(200).send('503 never');",
      );
    },
    verdict: "fail",
    at: /http\.ts:\d+/,
  },
  {
    title: "a route of another method",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, http, 'app.get("/health/live"', 'app.post("/health/live"');
    },
    verdict: "fail",
  },
  {
    title: "a manifest whose health is a list of numbers",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, `${service}/service.yaml`, /health: \{.*\}/, "health: [1, 2]");
      edit(repository, http, /app\.get\("\/health\/ready"/, 'void ((...none: unknown[]) => none)(""');
    },
    verdict: "fail",
  },
]);
