interface NugetPackage {
  readonly name: string;
  readonly version: string;
}

/** The NuGet packages of a project by what they are there for, each with its exact version for the framework. */
export function nugetPackages(
  framework: "net10.0" | "net8.0",
): Readonly<Record<string, readonly NugetPackage[]>> {
  const isCurrent = framework === "net10.0";
  const of = (versions: Readonly<Record<string, string>>): NugetPackage[] =>
    Object.entries(versions).map(([name, version]) => ({ name, version }));
  return {
    service: of({
      "Microsoft.Extensions.Http.Resilience": isCurrent ? "10.10.0" : "8.10.0",
      "OpenTelemetry.Exporter.OpenTelemetryProtocol": "1.20.0",
      "OpenTelemetry.Extensions.Hosting": "1.20.0",
      "OpenTelemetry.Instrumentation.AspNetCore": "1.20.1",
      "OpenTelemetry.Instrumentation.Http": "1.20.1",
    }),
    postgres: of({
      "Microsoft.EntityFrameworkCore.Design": isCurrent ? "10.0.12" : "8.0.34",
      "Microsoft.EntityFrameworkCore.Relational": isCurrent ? "10.0.12" : "8.0.34",
      "Npgsql.EntityFrameworkCore.PostgreSQL": isCurrent ? "10.0.3" : "8.0.11",
    }),
    rabbitmq: of({ "RabbitMQ.Client": "7.2.1" }),
    functions: of({ "AWSSDK.DynamoDBv2": "4.0.110.3", "AWSSDK.SQS": "4.0.100.25" }),
    bucket: of({ "AWSSDK.S3": "4.0.104.12" }),
    // AWS's own host of functions.
    lambda: of({
      "Amazon.Lambda.APIGatewayEvents": "3.0.0",
      "Amazon.Lambda.Core": "3.2.0",
      "Amazon.Lambda.DynamoDBEvents": "4.0.0",
      "Amazon.Lambda.S3Events": "4.0.0",
      "Amazon.Lambda.SQSEvents": "3.0.0",
      "Amazon.Lambda.Serialization.SystemTextJson": "3.0.0",
      "Amazon.Lambda.TestUtilities": "4.2.0",
    }),
    tests: of({
      "Microsoft.AspNetCore.Mvc.Testing": isCurrent ? "10.0.12" : "8.0.34",
      Moq: "4.20.72",
      MSTest: "4.5.1",
    }),
  };
}
