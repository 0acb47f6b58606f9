using System.Text.RegularExpressions;

namespace Gateway.Proxy;

/// <summary>A request's path and its query as they stand in the request; the query keeps its <c>?</c>.</summary>
internal readonly partial record struct RequestTarget(string Path, string Query)
{
    /// <summary>
    /// Splits a target in origin form, or in absolute form, which every server must take (RFC 9112, section 3.2.2). A path
    /// with dot segments is refused: after the prefix of a route it would reach paths the route does not open.
    /// </summary>
    public static (RequestTarget Target, Problem? Problem) Parse(string raw)
    {
        var target = raw;
        if (!raw.StartsWith('/'))
        {
            if (Absolute().Match(raw) is not { Success: true } absolute)
            {
                return (default, Problem.BadRequest("The request target is neither a path nor an absolute URL."));
            }
            var rest = absolute.Groups[1].Value;
            target = rest.StartsWith('/') ? rest : $"/{rest}";
        }
        if (target.Contains('#', StringComparison.Ordinal)) return (default, Problem.BadRequest("The request target has a fragment."));
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        if (DotSegment().IsMatch(path)) return (default, Problem.BadRequest("The path has a . or .. segment."));
        return (new RequestTarget(path, mark < 0 ? "" : target[mark..]), null);
    }

    [GeneratedRegex(@"\Ahttps?://[^/?#]+(.*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Absolute();

    /// <summary>As a whole segment, plain or percent-encoded, between any separators that a service might decode.</summary>
    [GeneratedRegex(@"(?:^|[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?=[/\\]|%2f|%5c|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DotSegment();
}
