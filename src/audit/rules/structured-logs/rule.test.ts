import { expect, test } from "vitest";
import { checkRule, edit, type Repository, type RuleCase } from "../../../../test/audit/check-rule.js";
import { npmPackage, verdictOf, webProject } from "../../../../test/audit/small-service.js";
import { rule } from "./rule.js";

const logger = "services/user-service/src/chassis/logger.ts";

/** A service whose only logger is its own, in C#, and writes that. */
function writesInCsharp(written: string): (repository: Repository) => void {
  return (repository) => {
    edit(repository, "services/user-service/package.json", /.*"(?:pino|fastify)".*\n/g, "");
    repository["services/user-service/src/Log.cs"] = `public static class Log
{
    public static void Info(string message) => Write("info", message);

    private static void Write(string level, string message)
    {
        var line = new JsonObject { ["level"] = level, ["message"] = message };
        Console.Out.WriteLine(${written});
    }
}
`;
    repository["services/user-service/src/Program.cs"] = 'Log.Info("started");\n';
  };
}

checkRule(rule, [
  {
    title: "an own logger in C# that writes JSON lines",
    kind: "good",
    service: "services/user-service",
    change: writesInCsharp("line.ToJsonString()"),
    verdict: "pass",
    at: /Log\.cs:8/,
  },
  {
    title: "an own logger in C# that writes sentences",
    kind: "hostile",
    service: "services/user-service",
    change: writesInCsharp('$"{level}: {message}"'),
    verdict: "fail",
  },
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
  ...[
    [
      "a function that only bears a logger's name",
      /import .* from "pino";/,
      'import type { DestinationStream, Logger } from "pino";',
      "function pino(_options: unknown, _to?: unknown): any {\n  return console;\n}\n",
    ],
    [
      "a class that only bears a logger's name",
      /\bpino\(/g,
      "new Logger(",
      "class Logger {\n  constructor(..._: unknown[]) {}\n  info(text: string) {\n    console.log(text);\n  }\n}\n",
    ],
    [
      "Nest's logger, which writes text",
      /\bpino\(/g,
      "new Logger(",
      'import { Logger } from "@nestjs/common";\n',
    ],
    [
      "winston that writes text",
      /\bpino\(/g,
      "winston.createLogger({ format: winston.format.simple() }, ",
      "",
    ],
    ["pino that writes for people", /\bpino\(/g, 'pino({ transport: { target: "pino-pretty" } }, ', ""],
    ["a logger in a comment", /return destination .*;/, "return console as any; // pino(options)", ""],
    ["a logger in a string", /return destination .*;/, 'return "pino(options)" as any;', ""],
    [
      "a logger where nothing comes",
      /return destination .*;/,
      "return console as any;\n  pino(options);",
      "",
    ],
    [
      "a logger that nobody takes",
      /return destination .*;/,
      "return console as any;",
      "export const unused = pino({});\n",
    ],
    [
      "a logger in a function that nobody calls",
      /return destination .*;/,
      "return console as any;",
      "export function unused() {\n  return pino({});\n}\n",
    ],
  ].map(
    ([title, from, to, more]): RuleCase => ({
      title: title as string,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        edit(repository, logger, from as RegExp, to as string);
        repository[logger] += String(more);
      },
      verdict: "fail",
      at: /src\/.*\.ts/,
    }),
  ),
  {
    title: "a logger of CommonJS that is only handed on",
    kind: "good",
    service: "services/user-service",
    change: (repository) => {
      repository[logger] =
        'const pino = require("pino");\nconst log = pino({ level: "info" });\napp.use(expressPino({ logger: log }));\nexport function createLogger() {}\n';
    },
    verdict: "pass",
    at: /logger\.ts:2/,
  },
  {
    title: "pino that writes for people on a developer's machine only",
    kind: "good",
    service: "services/user-service",
    change: (repository) =>
      edit(
        repository,
        logger,
        /return destination .*;/,
        'return pino({ ...options, ...(process.stdout.isTTY ? { transport: { target: "pino-pretty" } } : {}) });',
      ),
    verdict: "pass",
    at: /logger\.ts:\d+/,
  },
  ...[
    "{",
    "[]",
    '{ "dependencies": ["pino"] }',
    '{ "dependencies": "pino" }',
    '{ "devDependencies": { "pino": "1" } }',
    "\0",
  ].map(
    (text): RuleCase => ({
      title: `a logger nobody depends on by this package.json: ${JSON.stringify(text)}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        repository["services/user-service/package.json"] = text;
      },
      verdict: "fail",
      at: /src\/.*\.ts/,
    }),
  ),
]);

test.each([
  ['const log = pino({ level: "silent" });\nlog.info("up");', "fail"],
  ['const log = pino({ level: process.env.LOG_LEVEL ?? "silent" });\nlog.info("up");', "pass"],
  ['const log = pino({ enabled: false });\nlog.info("up");', "fail"],
  ['const log = winston.createLogger({ silent: true });\nlog.info("up");', "fail"],
  ['const log = winston.createLogger({ format: winston.format.json() });\nlog.info("up");', "pass"],
  ["app.use(pinoHttp());", "pass"],
])("logs of TypeScript, %s: %s", (main, verdict) => {
  const files = {
    "package.json": npmPackage("express", "pino", "pino-http", "winston"),
    "src/main.ts": main,
  };
  expect(verdictOf(rule, files)).toBe(verdict);
});

test.each([
  ["", "pass"],
  ["builder.Logging.ClearProviders();", "fail"],
  ["builder.Logging.ClearProviders().AddJsonConsole();", "pass"],
  ["builder.Logging.ClearProviders();\nbuilder.Logging.AddProvider(new Sink());", "pass"],
])("logs of .NET, %j: %s", (setUp, verdict) => {
  const program = `${setUp}\napp.Services.GetRequiredService<ILogger<Program>>().LogInformation("up");\n`;
  expect(verdictOf(rule, { "Api.csproj": webProject(), "Program.cs": program })).toBe(verdict);
});
