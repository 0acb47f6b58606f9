import { referenceCsharp } from "./check-rule.js";
import { checkMutations, commonMutations, type Mutation, mutation } from "./mutations.js";

const image = /^ARG DOTNET_ASPNET_IMAGE=.*$/m;

const mutations: readonly Mutation[] = [
  ...commonMutations,
  mutation(
    "dead-letter-queue",
    (files) => files.editAll(/^src\/Chassis\//, '"x-dead-letter-exchange"', '"x-max-length"'),
    ["order"],
  ),
  mutation("distributed-tracing", (files) =>
    files.edit("src/Chassis/Telemetry.cs", ".WithTracing(", ".WithMetrics("),
  ),
  mutation("health-checks", (files) =>
    files.edit(
      "src/Chassis/ChassisExtensions.cs",
      'app.MapGet("/health/ready"',
      'app.UseReady("/health/ready"',
    ),
  ),
  mutation("image-pinned", (files) =>
    files.edit("Dockerfile", image, "ARG DOTNET_ASPNET_IMAGE=mcr.microsoft.com/dotnet/aspnet:latest"),
  ),
  mutation("no-sibling-source", (files, service) => {
    const other = service === "user" ? "order" : "user";
    files.edit(
      "src/Adapters/Adapters.csproj",
      /<ProjectReference /,
      `<ProjectReference Include="../../../${other}-service/src/Domain/Domain.csproj" />\n    <ProjectReference `,
    );
  }),
  mutation("own-database", (files, service) => {
    const table = service === "user" ? "order_views" : "users";
    files.edit(
      "src/Adapters/Program.cs",
      /$/,
      `\ninternal static class Theirs { public static Task Read(DbContext db) => db.Database.ExecuteSqlAsync($"select id from ${table}"); }\n`,
    );
  }),
  mutation(
    "resilient-calls",
    (files) =>
      files.edit("src/Chassis/ServiceClients.cs", "pipeline.AddCircuitBreaker(breaker.Options);", ""),
    ["order"],
  ),
  mutation("runtime-supported", (files) =>
    files.edit("Dockerfile", image, "ARG DOTNET_ASPNET_IMAGE=mcr.microsoft.com/dotnet/aspnet:6.0.36"),
  ),
  mutation("structured-logs", (files) =>
    files.edit(
      "src/Chassis/ChassisExtensions.cs",
      /logging\.Services\.AddSingleton<ILoggerProvider, JsonLines>\(\);/,
      "logging.AddSimpleConsole();",
    ),
  ),
  mutation("tests-run", (files) => {
    for (const assertion of ["Assert.", ".Verify("])
      files.editAll(/Tests?\.cs$/, assertion, assertion.replace(/\w+/, "Look"));
  }),
  mutation("transactional-outbox", (files) => files.editAll(/^src\/Adapters\//, "outbox.Add(", "log.Add(")),
];

checkMutations(referenceCsharp(), mutations);
