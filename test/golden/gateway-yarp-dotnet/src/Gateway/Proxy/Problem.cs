using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Proxy;

/// <summary>How a request ended, as the access log has it.</summary>
internal static class Outcomes
{
    public const string Responded = "responded";
    public const string Refused = "refused";
    public const string BreakerOpen = "breaker-open";
    public const string NoInstance = "no-instance";
    public const string ConnectFailed = "connect-failed";
    public const string Timeout = "timeout";
    public const string UpstreamFailed = "upstream-failed";
    public const string ClientAborted = "client-aborted";
}

/// <summary>An error that the gateway itself answers with, as RFC 9457 problem details.</summary>
internal sealed record Problem(int Status, string Title, string Detail)
{
    /// <summary>Seconds for Retry-After, where trying again makes sense.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Methods for Allow, with 405.</summary>
    public string? Allow { get; init; }

    /// <summary>No part of a page, so that quotes may stay as they are.</summary>
    private static readonly ProblemJson _json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static Problem BadRequest(string detail) => new(StatusCodes.Status400BadRequest, "Bad Request", detail);

    public static Problem NotFound(string path) => new(StatusCodes.Status404NotFound, "Not Found", $"No route matches {path}.");

    /// <summary>Instances come and go within about a second, so that is when to try again.</summary>
    public static Problem Unavailable(string detail, int retryAfterSeconds = 1) =>
        new(StatusCodes.Status503ServiceUnavailable, "Service Unavailable", detail) { RetryAfterSeconds = retryAfterSeconds };

    public static Problem MethodNotAllowed(string detail, string allow) =>
        new(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed", detail) { Allow = allow };

    /// <summary>Answers with it; does nothing when an answer has begun. The request's id stands in the body too.</summary>
    public async Task WriteAsync(HttpContext context, string requestId)
    {
        var response = context.Response;
        if (response.HasStarted) return;
        var problem = new ProblemBody("about:blank", Title, Status, Detail, requestId);
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, _json.ProblemBody);
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Allow is not null) response.Headers.Allow = Allow;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await response.Body.WriteAsync(body, CancellationToken.None);
    }
}

internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string RequestId);

[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext;
