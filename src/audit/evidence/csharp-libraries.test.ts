import { expect, test } from "vitest";
import { evidenceFor, type Repository } from "../../../test/audit/check-rule.js";
import { rule as tracing } from "../rules/distributed-tracing/rule.js";
import { rule as health } from "../rules/health-checks/rule.js";
import { rule as image } from "../rules/image-non-root/rule.js";
import { rule as resilient } from "../rules/resilient-calls/rule.js";

const web = (inside = "") => `<Project Sdk="Microsoft.NET.Sdk.Web">${inside}</Project>`;
const packages = (...names: string[]) =>
  names.map((name) => `<PackageReference Include="${name}" />`).join("");
const verdict = (rule: typeof tracing, files: Repository) => rule.evaluate(evidenceFor(files, ".")).verdict;

const extensions = (body: string) =>
  `namespace Shop;\npublic static class HostingExtensions\n{\n    ${body}\n}\n`;
const otel = packages("OpenTelemetry.Extensions.Hosting");

test("an extension method that is called is in use, though nobody names its static class", () => {
  const files = (program: string, body: string) => ({
    "Api.csproj": web(otel),
    "Program.cs": program,
    "Extensions.cs": extensions(body),
  });
  const block =
    "public static void AddTraces(this IServiceCollection services) { services.AddOpenTelemetry().WithTracing(t => t.AddOtlpExporter()); }";
  const arrow =
    "public static void AddTraces(this IServiceCollection services) => services.AddOpenTelemetry().WithTracing(t => t.AddOtlpExporter());";
  for (const body of [block, arrow]) {
    expect(verdict(tracing, files("builder.Services.AddTraces();", body))).toBe("pass");
    expect(verdict(tracing, files("builder.Build().Run();", body))).toBe("fail");
  }
});

test("one start of tracing that holds is enough", () => {
  expect(
    verdict(tracing, {
      "Api.csproj": web(otel),
      "Bus.cs": extensions(
        'public static void AddBus(this S s) { s.AddOpenTelemetry().WithTracing(t => t.AddSource("bus")); }',
      ),
      "Program.cs": "builder.Services.AddOpenTelemetry().WithTracing(t => t.AddOtlpExporter());",
    }),
  ).toBe("pass");
});

test("the tracing set-up of OpenTelemetry before 1.4 counts", () => {
  expect(
    verdict(tracing, {
      "Api.csproj": web(otel),
      "Program.cs": "services.AddOpenTelemetryTracing(b => b.AddZipkinExporter());",
    }),
  ).toBe("pass");
});

test("a library of production code is no test project, though it brings xunit along", () => {
  expect(
    verdict(tracing, {
      "Api/Api.csproj": web('<ProjectReference Include="..\\Shared\\Shared.csproj" />'),
      "Shared/Shared.csproj": `<Project Sdk="Microsoft.NET.Sdk">${packages("xunit", "OpenTelemetry")}</Project>`,
      "Api/Program.cs": "builder.Services.AddOpenTelemetry().WithTracing(t => t.AddOtlpExporter());",
    }),
  ).toBe("pass");
});

const client = "class Orders { HttpClient http; Task A() => http.GetAsync(url); }";

test("helpers for tests are no outbound calls", () => {
  expect(verdict(resilient, { "Api.csproj": web(), "TestBase/Fixture.cs": client })).toBe("not-applicable");
});

test("what is set for every client holds for one that is registered on its own", () => {
  const program = (defaults: string) =>
    `services.AddHttpClient<Orders>(o => o.BaseAddress = uri);\n${defaults}`;
  const files = (defaults: string) => ({
    "Api.csproj": web(packages("Microsoft.Extensions.Http.Resilience")),
    "Orders.cs": client,
    "Program.cs": program(defaults),
  });
  expect(
    verdict(resilient, files("services.ConfigureHttpClientDefaults(h => h.AddStandardResilienceHandler());")),
  ).toBe("pass");
  expect(verdict(resilient, files(""))).toBe("fail");
});

test("/alive is liveness and /health beside it readiness, unless they are for development only", () => {
  const maps = 'app.MapHealthChecks("/health");\napp.MapHealthChecks("/alive");';
  expect(verdict(health, { "Api.csproj": web(), "Program.cs": maps })).toBe("pass");
  expect(
    verdict(health, {
      "Api.csproj": web(),
      "Program.cs": `if (app.Environment.IsDevelopment())\n{\n${maps}\n}`,
    }),
  ).toBe("fail");
});

test("the image of tests is not the service's", () => {
  expect(
    verdict(image, {
      "Api.csproj": web(),
      Dockerfile: "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nUSER app\n",
      "test/Dockerfile": "FROM node:24\n",
    }),
  ).toBe("pass");
});
