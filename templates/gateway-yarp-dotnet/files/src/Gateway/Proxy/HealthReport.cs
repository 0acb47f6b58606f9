using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Discovery;

namespace Gateway.Proxy;

/// <summary>
/// What the gateway says of itself: <c>/health</c> all, 200 when up; <c>/health/ready</c> the same answer in short, for who
/// sends it requests; <c>/health/live</c> 200 as long as it answers, for who would restart it.
/// </summary>
internal static class HealthReport
{
    public static async Task WriteAsync(HttpContext context, GatewayState state, string path)
    {
        var status = state.Status;
        var body = path switch
        {
            "/health/live" => JsonSerializer.SerializeToUtf8Bytes(new Report("up", null, null), HealthJson.Default.Report),
            "/health/ready" => JsonSerializer.SerializeToUtf8Bytes(new Report(status, null, null), HealthJson.Default.Report),
            _ => JsonSerializer.SerializeToUtf8Bytes(new Report(status, state.Table.FileHash, Routes(state)), HealthJson.Default.Report),
        };
        var response = context.Response;
        response.StatusCode = status == "up" || path == "/health/live" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.ContentLength = body.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static RouteHealth[] Routes(GatewayState state) =>
        [.. state.Table.Routes.Select(route => new RouteHealth(
            route.Config.UpstreamPath,
            route.Config.Methods,
            route.Config.ServiceName,
            route.Source.Kind,
            route.Source.State switch { SourceState.Live => "live", SourceState.Stale => "stale", _ => "pending" },
            route.Source.Current.Destinations.Count,
            route.Breaker?.State))];
}

internal sealed record Report(string Status, string? FileHash, IReadOnlyList<RouteHealth>? Routes);

internal sealed record RouteHealth(
    string Path, IReadOnlyList<string> Methods, string? Service, string Discovery, string State, int Instances, string? Breaker);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Report))]
internal sealed partial class HealthJson : JsonSerializerContext;
