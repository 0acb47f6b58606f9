using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Chassis;

/// <summary>Tracing: W3C trace context everywhere, spans over OTLP/HTTP when an endpoint is configured.</summary>
public static class Telemetry
{
    /// <summary>Spans leave at most this late, so that a trace is complete soon after its request.</summary>
    private const int exportDelayMs = 1_000;

    /// <summary>What spans of the chassis itself are made with.</summary>
    public static readonly ActivitySource Source = new("chassis");

    internal static void AddTelemetry(this IServiceCollection services, ChassisOptions options)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(options.TelemetryName, serviceVersion: options.Service.Version, serviceInstanceId: options.Service.Id))
            .WithTracing(tracing =>
            {
                tracing
                    .AddSource(Source.Name, "Npgsql")
                    .AddAspNetCoreInstrumentation(http =>
                    {
                        http.Filter = context => !OperationalPaths.Has(context.Request.Path);
                        http.EnrichWithHttpResponse = (activity, response) =>
                        {
                            var route = HttpPipeline.RouteOf(response.HttpContext);
                            activity.DisplayName = $"{response.HttpContext.Request.Method} {route}";
                            activity.SetTag("http.route", route);
                        };
                    })
                    .AddHttpClientInstrumentation(http =>
                    {
                        // What goes to Consul belongs to no request.
                        http.FilterHttpRequestMessage = request => request.Options.TryGetValue(ServiceClients.Service, out _);
                        http.EnrichWithHttpRequestMessage = (activity, request) =>
                        {
                            if (!request.Options.TryGetValue(ServiceClients.Service, out var service)) return;
                            activity.DisplayName = $"{request.Method} {service}";
                            activity.SetTag("peer.service", service);
                        };
                    });
                if (options.OtlpEndpoint is { } endpoint) tracing.AddOtlpExporter(otlp => SendTo(otlp, endpoint));
            });
    }

    private static void SendTo(OtlpExporterOptions otlp, Uri endpoint)
    {
        otlp.Endpoint = new Uri($"{endpoint.ToString().TrimEnd('/')}/v1/traces");
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.ExportProcessorType = ExportProcessorType.Batch;
        otlp.BatchExportProcessorOptions.ScheduledDelayMilliseconds = exportDelayMs;
    }
}

/// <summary>Paths that are for operating the service, not for using it: no trace, no log line, no duration.</summary>
public static class OperationalPaths
{
    public static readonly IReadOnlyList<string> All = ["/health/live", "/health/ready", "/metrics", "/openapi.json"];

    public static bool Has(PathString path) => All.Contains(path.Value, StringComparer.Ordinal);
}
