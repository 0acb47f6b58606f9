namespace Gateway.Configuration;

/// <summary>
/// Names the keys of a valid file that have no effect here, each once with the first place it stands at: Ocelot's own
/// that this gateway does not act on, and those that neither knows, often a typing mistake.
/// </summary>
internal static class UnreadKeys
{
    private static readonly HashSet<string> _known = new(StringComparer.Ordinal)
    {
        "$schema", "AddClaimsToRequest", "AddHeadersToRequest", "AddQueriesToRequest", "AdministrationPath", "Aggregates", "AuthenticationProviders", "BaseUrl",
        "CacheOptions", "ChangeDownstreamPathTemplate", "ConsulReloadOptions", "DangerousAcceptAnyServerCertificateValidator",
        "DelegatingHandlers", "DownstreamHeaderTransform", "DownstreamHttpMethod", "DownstreamHttpVersion",
        "DownstreamHttpVersionPolicy", "DynamicRoutes", "Expiry", "FileCacheOptions", "HttpHandlerOptions", "KeyPrefix", "LambdaOptions",
        "Metadata", "MetadataOptions", "RateLimitCounterPrefix", "RequestIdKey", "RouteKeysConfig", "SecurityOptions",
        "ServiceNamespace", "SwaggerKey", "UpstreamHeaderTemplates", "UpstreamHeaderTransform", "UpstreamHost",
    };

    public static IReadOnlyList<ConfigIssue> Of(IEnumerable<Section> sections, IReadOnlyList<Section> routes)
    {
        var warnings = sections
            .SelectMany(section => section.Unread.Select(key => (Key: key, Path: section.PathOf(key))))
            .GroupBy(found => found.Key)
            .Select(found => new ConfigIssue(found.First().Path, Reason(found.Key, found.Count())));
        return [.. warnings, .. StickySessions(routes)];
    }

    private static string Reason(string key, int count)
    {
        var times = count == 1 ? "" : $" ({count} times)";
        return _known.Contains(key)
            ? $"{key} is accepted and has no effect in this gateway{times}"
            : $"{key} is not a key of ocelot.json and has no effect{times}";
    }

    private static IEnumerable<ConfigIssue> StickySessions(IReadOnlyList<Section> routes) =>
        routes
            .Where(route => route.Has("LoadBalancerOptions") && route.Child("LoadBalancerOptions")?.Text("Type") == "CookieStickySessions")
            .Take(1)
            .Select(route => new ConfigIssue(
                route.PathOf("LoadBalancerOptions.Type"),
                "CookieStickySessions is not supported; RoundRobin is used"));
}
