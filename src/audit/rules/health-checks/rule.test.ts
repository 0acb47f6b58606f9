import { expect, test } from "vitest";
import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { npmPackage, verdictOf, webProject } from "../../../../test/audit/small-service.js";
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

const ready = (options: string): string =>
  `app.MapHealthChecks("/health/ready", new() { Predicate = ${options} });`;
const tagged = ready('check => check.Tags.Contains("ready")');
const opens =
  "class DatabaseCheck(NpgsqlDataSource source) : IHealthCheck { async Task CheckHealthAsync() => await source.OpenConnectionAsync(); }";

test.each([
  ["runs no check", ".AddNpgSql(url)", ready("_ => false"), "fail"],
  ["asks for a tag that the database's check has not", '.AddNpgSql(url, name: "db")', tagged, "fail"],
  [
    "asks for a tag that another check has",
    '.AddCheck("self", Ok, ["ready"]).AddNpgSql(url, tags: ["db"])',
    tagged,
    "fail",
  ],
  ["asks for its tag", '.AddNpgSql(url, tags: new[] { "db", "ready" })', tagged, "pass"],
  ["asks for its tag, given by a constant", ".AddNpgSql(url, tags: [Tags.Ready])", tagged, "pass"],
  ["asks for its name", '.AddNpgSql(url, name: "db")', ready('check => check.Name == "db"'), "pass"],
  ["leaves another tag out", ".AddNpgSql(url)", ready('check => !check.Tags.Contains("live")'), "pass"],
  ["runs a check that opens a connection", '.AddCheck<DatabaseCheck>("db", tags: ["ready"])', tagged, "pass"],
])("readiness of ASP.NET that %s", (_title, checks, endpoint, verdict) => {
  const program = [
    "var builder = WebApplication.CreateBuilder(args);",
    "builder.Services.AddDbContext<OrdersDb>();",
    `builder.Services.AddHealthChecks()${checks};`,
    "var app = builder.Build();",
    'app.MapHealthChecks("/health/live", new() { Predicate = _ => false });',
    endpoint,
  ];
  const files = {
    "Api.csproj": webProject("Npgsql.EntityFrameworkCore.PostgreSQL"),
    "Program.cs": program.join("\n"),
    "OrdersDb.cs": "class OrdersDb : DbContext { DbSet<Order> Orders => Set<Order>(); }",
    ...(checks.includes("DatabaseCheck") && { "DatabaseCheck.cs": opens }),
  };
  expect(verdictOf(rule, files)).toBe(verdict);
});

test.each([
  ["the time", 'await pool.query("SELECT NOW()").catch(() => reply.code(503))', "pass"],
  ["mongoose's connection", "if (mongoose.connection.readyState !== 1) throw new Error()", "pass"],
  ["nothing", "if (stopping) throw new Error()", "fail"],
])("readiness that asks %s", (_title, asks, verdict) => {
  const main = [
    'app.get("/health/live", () => ({ status: "up" }));',
    `app.get("/health/ready", async () => { ${asks}; return { status: "ready" }; });`,
    'app.get("/orders", () => pool.query("select id from orders"));',
  ];
  const files = { "package.json": npmPackage("fastify", "pg", "mongoose"), "src/main.ts": main.join("\n") };
  expect(verdictOf(rule, files)).toBe(verdict);
});
