using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2.Model;

namespace Chassis;

/// <summary>A request as the routes see it, validated by the contract.</summary>
/// <param name="Headers">Names in lower case.</param>
public sealed record ApiRequest(
    string Method, string Path, JsonObject Parameters, JsonObject Query, JsonObject Headers, JsonNode? Body, CancellationToken Cancellation)
{
    /// <summary>A parameter of the path.</summary>
    public string Parameter(string name) => Parameters[name]?.GetValue<string>() ?? "";

    public string? Header(string name) => Headers[name]?.GetValue<string>();

    public T BodyAs<T>() => Body.Deserialize<T>(Json.Options) ?? throw ProblemException.BadRequest("The request has no body");
}

/// <summary>What a route answers; a body is sent as JSON.</summary>
public sealed record Answer(int Status, object? Body = null, IReadOnlyDictionary<string, string>? Headers = null);

public delegate Task<Answer> Route(ApiRequest request);

/// <summary>
/// Answers API Gateway: routes by the contract and validates by it. 404 for a path that is not there, 405 with <c>Allow</c> for a method
/// that is not, 400 for what the contract does not allow, 500 that says nothing of its cause.
/// </summary>
public sealed partial class Api
{
    private readonly IReadOnlyList<Entry> entries;
    private readonly Validation validation;

    private Api(ApiContract contract, IReadOnlyDictionary<string, Route> routes)
    {
        validation = new Validation(contract);
        entries = [.. routes.Select(pair => EntryOf(contract, pair.Key, pair.Value))];
    }

    /// <param name="routes">By <c>METHOD /path/{parameter}</c>, as the contract writes the path.</param>
    public static Handler<ApiEvent, ApiResult> Handler(ApiContract contract, IReadOnlyDictionary<string, Route> routes)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(routes);
        var api = new Api(contract, routes);
        return Observed.Of<ApiEvent, ApiResult>(api.HandleAsync, SpanOf, result => result.StatusCode >= 500);
    }

    /// <summary>Named after its route as soon as that is known: an id in the name would make every request another kind.</summary>
    private static InvocationSpan SpanOf(ApiEvent received)
    {
        var attributes = new Dictionary<string, object?> { ["http.request.method"] = received.Method, ["url.path"] = received.AnyPath };
        return new InvocationSpan(received.Method, ActivityKind.Server, attributes, received.AllHeaders().GetValueOrDefault("traceparent"));
    }

    private async Task<ApiResult> HandleAsync(ApiEvent received, Invocation invocation)
    {
        var headers = ResponseHeaders(received, invocation);
        var result = received.Method == "OPTIONS" ? new ApiResult(204, headers, "") : await AnswerAsync(received, headers, invocation.Cancellation);
        var span = Activity.Current;
        span?.SetTag("http.response.status_code", result.StatusCode);
        if (result.StatusCode >= 500)
        {
            Tracing.Fail(span, $"{result.StatusCode}", $"answered {result.StatusCode}");
        }
        return result;
    }

    private async Task<ApiResult> AnswerAsync(ApiEvent received, Dictionary<string, string> headers, CancellationToken cancellation)
    {
        try
        {
            return ToResult(await AnswerAsync(received, cancellation), headers);
        }
        catch (Exception error)
        {
            var problem = ToProblem(error);
            var all = Joined(headers, problem.Headers);
            all["content-type"] = "application/problem+json";
            return new ApiResult(problem.Status, all, JsonSerializer.Serialize(problem.ToBody(received.AnyPath), Json.Options));
        }
    }

    private async Task<Answer> AnswerAsync(ApiEvent received, CancellationToken cancellation)
    {
        var (method, path) = (received.Method, received.AnyPath);
        var found = entries.Select(entry => (Entry: entry, Match: entry.Pattern.Match(path))).Where(one => one.Match.Success).ToList();
        if (found.Count == 0)
        {
            throw ProblemException.NotFound($"There is nothing at {method} {path}");
        }
        // HEAD is answered as GET is; API Gateway drops the body.
        var wanted = found.FirstOrDefault(one => one.Entry.Method == (method == "HEAD" ? "GET" : method));
        if (wanted.Entry is not { } entry)
        {
            throw MethodNotAllowed(found.Select(one => one.Entry.Method));
        }
        if (Activity.Current is { } span)
        {
            span.DisplayName = $"{method} {entry.Path}";
            span.SetTag("http.route", entry.Path);
        }
        var (given, body) = received.JsonBody();
        if (entry.Schemas.Body is not null && !given)
        {
            throw ProblemException.BadRequest("The request has no body");
        }
        return await entry.Route(new ApiRequest(
            method,
            path,
            validation.Text("path", entry.Schemas.Path, Decoded(wanted.Match)),
            validation.Text("query", entry.Schemas.Query, received.Query()),
            validation.Text("headers", entry.Schemas.Headers, received.AllHeaders()),
            entry.Schemas.Body is null ? body : validation.Body(entry.Schemas.Body, body),
            cancellation));
    }

    private static Entry EntryOf(ApiContract contract, string name, Route route)
    {
        var (method, path) = name.Split(' ', 2) is [var first, var second] ? (first, second) : ("", name);
        var pattern = Hole().Replace(path.Replace(".", "\\.", StringComparison.Ordinal), "(?<$1>[^/]+)");
        return new Entry(method, path, new Regex($"^{pattern}/?$"), contract.Schemas(method, path), route);
    }

    private static Dictionary<string, string> Decoded(Match match)
    {
        var groups = match.Groups.Values.Where(group => group.Name != "0").ToList();
        return groups.Exists(group => HalfEscaped().IsMatch(group.Value))
            ? throw ProblemException.BadRequest("The path cannot be decoded")
            : groups.ToDictionary(group => group.Name, group => Uri.UnescapeDataString(group.Value));
    }

    private static ProblemException MethodNotAllowed(IEnumerable<string> methods)
    {
        var allow = string.Join(", ", methods.Append("OPTIONS").Distinct().Order(StringComparer.Ordinal));
        return new ProblemException(405, "Method Not Allowed", headers: new Dictionary<string, string> { ["allow"] = allow });
    }

    /// <summary>Every failure as a problem. What the client need not know is logged only.</summary>
    private static ProblemException ToProblem(Exception error)
    {
        switch (error)
        {
            case ProblemException problem:
                return problem;
            // DynamoDB has had too much for the moment, or others were writing the same; trying again can succeed.
            case TransactionCanceledException or ProvisionedThroughputExceededException or RequestLimitExceededException
                or TransactionInProgressException or ThrottlingException:
                return ProblemException.ServiceUnavailable("The database asks for patience", error);
            default:
                Log.Error("The request failed", ("error", error));
                return new ProblemException(500, "Internal Server Error", cause: error);
        }
    }

    private static ApiResult ToResult(Answer answer, Dictionary<string, string> headers)
    {
        var all = Joined(headers, answer.Headers);
        if (answer.Body is null)
        {
            return new ApiResult(answer.Status, all, "");
        }
        all.TryAdd("content-type", "application/json");
        return new ApiResult(answer.Status, all, JsonSerializer.Serialize(answer.Body, Json.Options));
    }

    private static Dictionary<string, string> Joined(Dictionary<string, string> headers, IReadOnlyDictionary<string, string>? more)
    {
        var all = new Dictionary<string, string>(headers);
        foreach (var (name, value) in more ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }
        return all;
    }

    /// <summary>CORS here and not at API Gateway, so that it is the same behind every kind of gateway.</summary>
    private static Dictionary<string, string> ResponseHeaders(ApiEvent received, Invocation invocation)
    {
        var asked = received.AllHeaders().GetValueOrDefault("x-request-id");
        return new Dictionary<string, string>
        {
            ["x-request-id"] = asked is not null && RequestId().IsMatch(asked) ? asked : invocation.RequestId,
            ["access-control-allow-origin"] = Settings.Of("CORS_ORIGIN", "*"),
            ["access-control-allow-methods"] = "GET,POST,PUT,PATCH,DELETE,OPTIONS",
            ["access-control-allow-headers"] = "content-type,authorization,idempotency-key,if-match,traceparent,x-request-id",
            ["access-control-expose-headers"] = "location,etag,retry-after,x-request-id",
        };
    }

    private sealed record Entry(string Method, string Path, Regex Pattern, RequestSchemas Schemas, Route Route);

    [GeneratedRegex(@"^[\w.:-]{1,128}$")]
    private static partial Regex RequestId();

    [GeneratedRegex("%(?![0-9a-fA-F]{2})")]
    private static partial Regex HalfEscaped();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Hole();
}
