namespace Gateway.Routing;

/// <summary>What a request's method and path lead to: a route, or the methods that its path takes, or nothing.</summary>
internal readonly record struct RouteMatch(ServiceRoute? Route, IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Allow);

/// <summary>All routes, in the order they are tried: by priority, then the more specific template, then as the file has them.</summary>
internal sealed class RouteTable(IEnumerable<ServiceRoute> routes, string? fileHash)
{
    private static readonly Dictionary<string, string> _noValues = [];
    private static readonly string[] _usual = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    public IReadOnlyList<ServiceRoute> Routes { get; } =
        [.. routes.OrderByDescending(route => route.Config.Priority).ThenByDescending(route => route.Template.LiteralLength)];

    /// <summary>Of the route file in use.</summary>
    public string? FileHash { get; } = fileHash;

    public RouteMatch Match(string method, string path)
    {
        List<string>? allow = null;
        foreach (var route in Routes)
        {
            if (route.Template.Match(path) is not { } values) continue;
            if (route.Takes(method)) return new RouteMatch(route, values, []);
            allow ??= [];
            allow.AddRange(route.Methods.Except(allow));
        }
        return new RouteMatch(null, _noValues, allow ?? []);
    }

    /// <summary>The methods that a path takes; none when no route knows it. A route for every method gives the usual ones.</summary>
    public IReadOnlyList<string> MethodsOf(string path) =>
        [.. Routes
            .Where(route => route.Template.Match(path) is not null)
            .SelectMany(route => route.Methods.Count == 0 ? _usual : route.Methods)
            .Distinct()];
}
