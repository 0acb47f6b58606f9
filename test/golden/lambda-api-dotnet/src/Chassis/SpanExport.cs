using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Chassis;

/// <summary>
/// Sends the spans of the invocation to the collector, by OTLP over HTTP: before the invocation ends, since the process is frozen then.
/// </summary>
internal static class SpanExport
{
    /// <summary>Short, so that a collector that is away delays an invocation by little.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private static readonly HttpClient Client = Made();

    /// <summary>A collector that is away must not fail the work, so that is only logged.</summary>
    public static async Task SendAsync()
    {
        var spans = Tracing.Take();
        if (spans.Count == 0 || Tracing.CollectorUrl is not { } collector)
        {
            return;
        }
        try
        {
            using var content = JsonContent.Create(RequestOf(spans));
            using var response = await Client.PostAsync(new Uri($"{collector}/v1/traces"), content);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            Log.Warn("The spans were not sent", ("error", error), ("spans", spans.Count));
        }
    }

    private static HttpClient Made()
    {
        // A connection that was kept may be dead when the process wakes up.
        var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = Timeout };
        foreach (var (name, value) in GivenHeaders())
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
        return client;
    }

    /// <summary>ExportTraceServiceRequest in OTLP's JSON encoding.</summary>
    private static JsonObject RequestOf(IReadOnlyList<Activity> spans)
    {
        var attributes = Pairs(
        [
            new("service.name", Settings.Of("SERVICE_NAME", "unknown")),
            new("deployment.environment.name", Settings.Of("ENVIRONMENT", "Development")),
            new("cloud.provider", "aws"),
            new("cloud.region", Settings.Of("AWS_REGION", "unknown")),
            new("faas.name", Settings.Of("AWS_LAMBDA_FUNCTION_NAME", Settings.Of("FUNCTION_NAME", "unknown"))),
            new("faas.version", Settings.Of("AWS_LAMBDA_FUNCTION_VERSION", "unknown")),
            new("faas.instance", Settings.Of("AWS_LAMBDA_LOG_STREAM_NAME", "unknown")),
        ]);
        var scope = new JsonObject
        {
            ["scope"] = new JsonObject { ["name"] = "chassis" },
            ["spans"] = new JsonArray([.. spans.Select(Encoded)]),
        };
        var resource = new JsonObject
        {
            ["resource"] = new JsonObject { ["attributes"] = attributes },
            ["scopeSpans"] = new JsonArray(scope),
        };
        return new JsonObject { ["resourceSpans"] = new JsonArray(resource) };
    }

    private static JsonObject Encoded(Activity span)
    {
        var encoded = new JsonObject
        {
            ["traceId"] = span.TraceId.ToHexString(),
            ["spanId"] = span.SpanId.ToHexString(),
            ["name"] = span.DisplayName,
            // SpanKind of opentelemetry/proto/trace/v1/trace.proto counts from 1.
            ["kind"] = (int)span.Kind + 1,
            ["startTimeUnixNano"] = Nanoseconds(span.StartTimeUtc),
            ["endTimeUnixNano"] = Nanoseconds(span.StartTimeUtc + span.Duration),
            ["attributes"] = Pairs(span.TagObjects),
        };
        if (span.ParentSpanId != default)
        {
            encoded["parentSpanId"] = span.ParentSpanId.ToHexString();
        }
        if (span.Status == ActivityStatusCode.Error)
        {
            encoded["status"] = new JsonObject { ["code"] = 2, ["message"] = span.StatusDescription };
        }
        return encoded;
    }

    private static JsonArray Pairs(IEnumerable<KeyValuePair<string, object?>> attributes) =>
        new([.. attributes.Select(pair => new JsonObject { ["key"] = pair.Key, ["value"] = ValueOf(pair.Value) })]);

    private static JsonObject ValueOf(object? value) => value switch
    {
        bool flag => new JsonObject { ["boolValue"] = flag },
        int or long => new JsonObject { ["intValue"] = Convert.ToString(value, CultureInfo.InvariantCulture) },
        double number => new JsonObject { ["doubleValue"] = number },
        _ => new JsonObject { ["stringValue"] = Convert.ToString(value, CultureInfo.InvariantCulture) },
    };

    /// <summary>As text: 64 bits are more than a JSON number holds.</summary>
    private static string Nanoseconds(DateTime moment) =>
        ((moment - DateTime.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);

    /// <summary><c>key=value,key=value</c>, values percent-encoded: what a collector that is paid for wants to know.</summary>
    private static IEnumerable<(string Name, string Value)> GivenHeaders() =>
        Settings.Of("OTEL_EXPORTER_OTLP_HEADERS", "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .Select(pair => (pair[0].Trim(), Uri.UnescapeDataString(pair[1].Trim())));
}
