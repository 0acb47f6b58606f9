using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Chassis;

/// <summary>A request as API Gateway gives it: payload 2.0 (HTTP API, function URL), or 1.0 (REST API).</summary>
public sealed partial record ApiEvent
{
    private const int BodyLimitBytes = 256 * 1024;

    /// <summary>Deeper than any contract asks for.</summary>
    private const int MaxDepth = 100;

    public string? RawPath { get; init; }

    public string? Path { get; init; }

    public string? RawQueryString { get; init; }

    public IReadOnlyDictionary<string, string?>? QueryStringParameters { get; init; }

    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    public string? HttpMethod { get; init; }

    public string? Body { get; init; }

    public bool IsBase64Encoded { get; init; }

    public RequestContextPart? RequestContext { get; init; }

    public sealed record RequestContextPart(HttpPart? Http = null);

    public sealed record HttpPart(string? Method = null);

    internal string Method => (RequestContext?.Http?.Method ?? HttpMethod ?? "GET").ToUpperInvariant();

    internal string AnyPath => RawPath ?? Path ?? "/";

    /// <summary>Names in lower case.</summary>
    internal Dictionary<string, string> AllHeaders()
    {
        var headers = new Dictionary<string, string>();
        foreach (var (name, value) in Headers ?? new Dictionary<string, string?>())
        {
            if (value is not null)
            {
                headers[name.ToLowerInvariant()] = value;
            }
        }
        return headers;
    }

    /// <summary>The first value of each name.</summary>
    internal Dictionary<string, string> Query()
    {
        var query = new Dictionary<string, string>();
        if (RawQueryString is null)
        {
            foreach (var (name, value) in QueryStringParameters ?? new Dictionary<string, string?>())
            {
                if (value is not null)
                {
                    query[name] = value;
                }
            }
            return query;
        }
        foreach (var pair in RawQueryString.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            query.TryAdd(Unescaped(parts[0]), parts.Length == 2 ? Unescaped(parts[1]) : "");
        }
        return query;
    }

    /// <summary>The body; nothing when there is none.</summary>
    /// <exception cref="ProblemException">
    /// 400 for malformed or too deeply nested JSON, 413 when it is too large, 415 when it is something else than JSON.
    /// </exception>
    internal (bool Given, JsonNode? Value) JsonBody()
    {
        if (string.IsNullOrEmpty(Body))
        {
            return (false, null);
        }
        var bytes = IsBase64Encoded ? FromBase64(Body) : Encoding.UTF8.GetBytes(Body);
        if (bytes.Length > BodyLimitBytes)
        {
            throw new ProblemException(413, "Content Too Large", "The body is too large");
        }
        if (AllHeaders().TryGetValue("content-type", out var type) && !JsonType().IsMatch(type))
        {
            throw new ProblemException(415, "Unsupported Media Type", "The body must be JSON");
        }
        try
        {
            // One level more, so that what is too deep is told from what is malformed.
            var value = JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { MaxDepth = 10_000 });
            return IsDeeper(value, MaxDepth) ? throw ProblemException.BadRequest("The body is nested too deeply") : (true, value);
        }
        catch (JsonException)
        {
            throw ProblemException.BadRequest("The body is not valid JSON");
        }
    }

    private static byte[] FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw ProblemException.BadRequest("The body is not valid JSON");
        }
    }

    private static bool IsDeeper(JsonNode? value, int levels) => value switch
    {
        JsonObject one => levels == 0 || one.Any(member => IsDeeper(member.Value, levels - 1)),
        JsonArray many => levels == 0 || many.Any(member => IsDeeper(member, levels - 1)),
        _ => false,
    };

    private static string Unescaped(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    [GeneratedRegex(@"^application/(?:[\w.-]+\+)?json\b", RegexOptions.IgnoreCase)]
    private static partial Regex JsonType();
}

/// <summary>What API Gateway is answered, in either payload format.</summary>
public sealed record ApiResult(int StatusCode, IReadOnlyDictionary<string, string> Headers, string Body);
