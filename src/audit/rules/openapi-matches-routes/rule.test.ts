import { checkRule, edit, type RuleCase } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const contract = `${service}/contracts/openapi.json`;

checkRule(rule, [
  {
    title: "an operation nobody serves",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/contracts/openapi.json",
        "/api/v1/users/{id}/events",
        "/api/v1/users/{id}/ghosts",
      );
    },
    verdict: "fail",
    at: /openapi.json:\d+/,
  },
  ...[
    ["a comment", '// app.get("/api/v1/users/:id/ghosts", answer);'],
    ["a string", "export const text = 'app.get(\"/api/v1/users/:id/ghosts\", answer)';"],
    ["a branch that never runs", 'if (false) app.get("/api/v1/users/:id/ghosts", answer);'],
    [
      "a function that nobody calls",
      'export function ghosts(app: App) {\n  app.get("/api/v1/users/:id/ghosts", answer);\n}',
    ],
    ["a file nobody imports", undefined],
    ["a route of another method", 'app.post("/api/v1/users/:id/ghosts", answer);'],
    ["a type", 'interface Routes {\n  get(path: "/api/v1/users/:id/ghosts"): void;\n}'],
  ].map(
    ([title, text]): RuleCase => ({
      title: `an operation that only ${title} serves`,
      kind: "hostile",
      service,
      change: (repository) => {
        edit(repository, contract, "/api/v1/users/{id}/events", "/api/v1/users/{id}/ghosts");
        if (text === undefined)
          repository[`${service}/src/adapters/ghost-routes.ts`] =
            'app.get("/api/v1/users/:id/ghosts", answer);\n';
        else repository[`${service}/src/main.ts`] += `${text}\n`;
      },
      verdict: "fail",
      at: /openapi\.json:\d+/,
    }),
  ),
  {
    title: "a route at the root of a router, for an operation below a parameter",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, contract, "/api/v1/users/{id}/events", "/api/v1/ghosts/{id}");
      repository[`${service}/src/main.ts`] +=
        'const router = Router();\nrouter.get("/", answer);\napp.use("/api/v1/users", router);\n';
    },
    verdict: "fail",
    at: /openapi\.json:\d+/,
  },
  ...[
    "{",
    "openapi: [",
    "\0",
    '{ "openapi": "3.1.0", "paths": "all" }',
    '{ "openapi": "3.1.0", "paths": ["/a"] }',
  ].map(
    (text): RuleCase => ({
      title: `a contract that cannot be compared with: ${JSON.stringify(text)}`,
      kind: "hostile",
      service,
      change: (repository) => {
        repository[contract] = text;
      },
      verdict: "manual",
      at: /openapi\.json:\d+/,
    }),
  ),
]);
