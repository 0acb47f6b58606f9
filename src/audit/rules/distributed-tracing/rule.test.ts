import { expect, test } from "vitest";
import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { npmPackage, verdictOf, webProject } from "../../../../test/audit/small-service.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const telemetry = `${service}/src/chassis/telemetry.ts`;
const manifest = `${service}/package.json`;

checkRule(rule, [
  {
    title: "tracing that is never started",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/src/chassis/telemetry.ts",
        /new NodeTracerProvider\(/g,
        "noProvider(",
      );
    },
    verdict: "fail",
  },
  {
    title: "tracing without its package",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/package.json", /"@opentelemetry\/[^"]+": "[^"]+",\n\s*/g, "");
    },
    verdict: "fail",
    at: /telemetry/,
  },
  {
    title: "registered from the start script",
    kind: "good",
    service,
    change: (repository) => {
      edit(repository, telemetry, "new NodeTracerProvider(", "noProvider(");
      edit(
        repository,
        manifest,
        /"start": "node /,
        '"start": "node --require @opentelemetry/auto-instrumentations-node/register ',
      );
      edit(
        repository,
        manifest,
        '"dependencies": {',
        '"dependencies": { "@opentelemetry/auto-instrumentations-node": "0.60.0",',
      );
    },
    verdict: "pass",
    at: /package\.json:\d+/,
  },
  {
    title: "made, and something else is registered",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, telemetry, "provider.register();", "app.register();");
    },
    verdict: "fail",
    at: /telemetry\.ts:\d+/,
  },
  {
    title: "registered where execution never comes",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, telemetry, "provider.register();", "if (false) provider.register();");
    },
    verdict: "fail",
    at: /telemetry\.ts:\d+/,
  },
  {
    title: "spans that stay in memory",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, telemetry, "new OTLPTraceExporter(", "new InMemorySpanExporter(");
    },
    verdict: "fail",
    at: /telemetry\.ts:\d+/,
  },
  {
    title: "an exporter that nobody is handed",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, telemetry, "new OTLPTraceExporter(", "noExporter(");
      edit(repository, telemetry, /$/, "\nfunction never() {\n  return new OTLPTraceExporter({});\n}\n");
    },
    verdict: "fail",
    at: /telemetry\.ts:\d+/,
  },
  {
    title: "a start that nobody calls",
    kind: "hostile",
    service,
    change: (repository) => {
      for (const path of Object.keys(repository).filter(
        (one) => one.startsWith(`${service}/src/`) && one !== telemetry,
      ))
        repository[path] = (repository[path] ?? "").replaceAll("startTelemetry(", "noTelemetry(");
    },
    verdict: "fail",
    at: /telemetry\.ts:\d+/,
  },
  {
    title: "registered in a script that starts nothing, a label and a stage that only builds",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, telemetry, "new NodeTracerProvider(", "noProvider(");
      edit(
        repository,
        manifest,
        /"scripts": \{/,
        '"scripts": { "trace": "node --require @opentelemetry/auto-instrumentations-node/register x.js",',
      );
      edit(
        repository,
        `${service}/Dockerfile`,
        "EXPOSE 8080",
        "LABEL start=@opentelemetry/auto-instrumentations-node/register\nEXPOSE 8080",
      );
      edit(
        repository,
        `${service}/Dockerfile`,
        "RUN npm run typecheck",
        "ENV NODE_OPTIONS='--require @opentelemetry/auto-instrumentations-node/register'\nRUN npm run typecheck",
      );
    },
    verdict: "fail",
  },
  {
    title: "a package.json whose dependencies are a list",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(
        repository,
        manifest,
        /"dependencies": \{[^}]*\}/,
        '"dependencies": ["@opentelemetry/sdk-trace-node"]',
      );
    },
    verdict: "fail",
    at: /telemetry\.ts:\d+/,
  },
  {
    title: "an empty package.json",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[manifest] = "";
    },
    verdict: "fail",
  },
]);

const otel = ["OpenTelemetry.Extensions.Hosting", "OpenTelemetry.Exporter.OpenTelemetryProtocol"];

test.each([
  [
    "Azure Monitor",
    ["Azure.Monitor.OpenTelemetry.AspNetCore"],
    "services.AddOpenTelemetry().UseAzureMonitor();",
    "pass",
  ],
  [
    "a provider of its own",
    otel,
    "using var t = Sdk.CreateTracerProviderBuilder().AddOtlpExporter().Build();",
    "pass",
  ],
  ["metrics alone", otel, "services.AddOpenTelemetry().WithMetrics(m => m.AddOtlpExporter());", "fail"],
  [
    "a sampler that takes nothing",
    otel,
    "services.AddOpenTelemetry().WithTracing(t => t.SetSampler(new AlwaysOffSampler()).AddOtlpExporter());",
    "fail",
  ],
  [
    "a sampler that takes a part",
    otel,
    "services.AddOpenTelemetry().WithTracing(t => t.SetSampler(new TraceIdRatioBasedSampler(0.1)).AddOtlpExporter());",
    "pass",
  ],
])("tracing of .NET by %s", (_title, packages, program, verdict) => {
  expect(verdictOf(rule, { "Api.csproj": webProject(...packages), "Program.cs": program })).toBe(verdict);
});

test.each([
  ["Datadog's library", 'import tracer from "dd-trace";\ntracer.init();', "pass"],
  [
    "a sampler that takes nothing",
    "const sdk = new NodeSDK({ traceExporter: new OTLPTraceExporter(), sampler: new AlwaysOffSampler() });\nsdk.start();",
    "fail",
  ],
  ["Datadog's library, required", 'const tracer = require("dd-trace").init();', "pass"],
  ["a tracer of its own", "const tracer = makeTracer();\ntracer.init();", "fail"],
])("tracing of TypeScript by %s", (_title, main, verdict) => {
  const files = {
    "package.json": npmPackage("express", "dd-trace", "@opentelemetry/sdk-node"),
    "src/main.ts": main,
  };
  expect(verdictOf(rule, files)).toBe(verdict);
});
