using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Chassis;

/// <summary>
/// Outermost around all requests: their ids, their log lines and durations, and problem+json for whatever goes wrong below.
/// </summary>
internal sealed partial class HttpPipeline(
    RequestDelegate next,
    Lifecycle lifecycle,
    ChassisMetrics metrics,
    IEnumerable<IProblemSource> sources,
    ILogger<HttpPipeline> logger)
{
    private static readonly Dictionary<int, string> titles = new()
    {
        [400] = "Bad Request",
        [413] = "Content Too Large",
        [414] = "URI Too Long",
        [415] = "Unsupported Media Type",
    };

    private static readonly ConcurrentDictionary<string, string> routes = new(StringComparer.Ordinal);
    private static readonly UTF8Encoding strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task InvokeAsync(HttpContext context)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var isOperational = OperationalPaths.Has(context.Request.Path);
        var method = context.Request.Method;
        // Whatever can be read can be asked for without its body, which the server leaves out.
        if (HttpMethods.IsHead(method)) context.Request.Method = HttpMethods.Get;
        var requestId = context.Request.Headers["x-request-id"].ToString();
        context.Response.Headers["x-request-id"] = requestId.Length > 0 && RequestId().IsMatch(requestId) ? requestId : Guid.NewGuid().ToString();
        // Asks callers that keep connections open to send their next request elsewhere.
        context.Response.OnStarting(() =>
        {
            if (lifecycle.IsDraining) context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        try
        {
            if (!lifecycle.IsStarted && !isOperational) throw Problems.ServiceUnavailable("The service is starting");
            AssertDecodable(context);
            await next(context);
            AssertFound(context, method);
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, ProblemOf(error));
        }
        if (!isOperational) Observe(context, method, Stopwatch.GetElapsedTime(startedAt));
    }

    private void Observe(HttpContext context, string method, TimeSpan duration)
    {
        var status = context.Response.StatusCode;
        metrics.Answered(method, RouteOf(context), status, duration);
        LogRequest(logger, context, method, status, duration.TotalMilliseconds);
    }

    /// <summary>Every error as a problem. What the client need not know is logged only.</summary>
    private ProblemException ProblemOf(Exception error) => error switch
    {
        ProblemException problem => problem,
        ServiceUnavailableException away => Problems.ServiceUnavailable(away.Message, away.RetryAfterSeconds, away),
        BadHttpRequestException { StatusCode: 413 } => new ProblemException(413, titles[413], "Request body is too large"),
        BadHttpRequestException refused => new ProblemException(refused.StatusCode, titles.GetValueOrDefault(refused.StatusCode, "Bad Request"), refused.Message),
        _ => sources.Select(source => source.ProblemOf(error)).FirstOrDefault(problem => problem is not null)
            ?? new ProblemException(500, "Internal Server Error", cause: error),
    };

    private async Task AnswerAsync(HttpContext context, ProblemException problem)
    {
        // Who hung up hears nothing, and nothing is wrong.
        if (context.RequestAborted.IsCancellationRequested) return;
        if (problem.Status >= 500) LogProblem(logger, problem.InnerException ?? problem, problem.Message);
        var requestId = context.Response.Headers["x-request-id"];
        context.Response.Clear();
        context.Response.Headers["x-request-id"] = requestId;
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = "application/problem+json; charset=utf-8";
        if (problem.RetryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await context.Response.WriteAsync(JsonSerializer.Serialize(problem.ToBody(PathOf(context)), Json.Options), context.RequestAborted);
    }

    /// <summary>No endpoint, or none for the method: to a client there is nothing.</summary>
    private static void AssertFound(HttpContext context, string method)
    {
        if (context.Response.HasStarted || context.Response.ContentLength > 0) return;
        if (context.Response.StatusCode == 415) throw new ProblemException(415, titles[415], "Unsupported Media Type");
        if (context.Response.StatusCode is 404 or 405) throw Problems.NotFound($"There is nothing at {method} {PathOf(context)}");
    }

    private static void AssertDecodable(HttpContext context)
    {
        var path = PathOf(context);
        if (!path.Contains('%', StringComparison.Ordinal)) return;
        try
        {
            if (BadEscape().IsMatch(path)) throw new FormatException();
            strictUtf8.GetString(BytesOf(path));
        }
        catch (Exception error) when (error is FormatException or DecoderFallbackException)
        {
            throw Problems.BadRequest($"'{path}' is not a valid url component");
        }
    }

    private static byte[] BytesOf(string path) =>
        [.. Segments().Matches(path).SelectMany(part => part.Value[0] == '%' ? Convert.FromHexString(part.ValueSpan[1..]) : Encoding.UTF8.GetBytes(part.Value))];

    /// <summary>As the client sent it, without its query.</summary>
    private static string PathOf(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return string.IsNullOrEmpty(target) ? context.Request.Path.Value ?? "" : target.Split('?', 2)[0];
    }

    /// <summary>Such as <c>/api/v1/users/:id</c>.</summary>
    internal static string RouteOf(HttpContext context)
    {
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        return pattern is null ? "unmatched" : routes.GetOrAdd(pattern, static given => Hole().Replace($"/{given.TrimStart('/')}", ":$1"));
    }

    [GeneratedRegex(@"^[\w.:-]{1,128}\z")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"%(?![0-9A-Fa-f]{2})")]
    private static partial Regex BadEscape();

    [GeneratedRegex("%..|[^%]+")]
    private static partial Regex Segments();

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Hole();

    private static void LogRequest(ILogger logger, HttpContext context, string method, int status, double durationMs) =>
        logger.Log(
            LogLevel.Information,
            0,
            new KeyValuePair<string, object?>[]
            {
                new("reqId", context.Response.Headers["x-request-id"].ToString()),
                new("method", method),
                new("path", $"{context.Request.Path}{context.Request.QueryString}"),
                new("status", status),
                new("durationMs", durationMs),
            },
            null,
            static (_, _) => "request");

    private static void LogProblem(ILogger logger, Exception error, string message) =>
        logger.Log(LogLevel.Error, 0, message, error, static (text, _) => text);
}
