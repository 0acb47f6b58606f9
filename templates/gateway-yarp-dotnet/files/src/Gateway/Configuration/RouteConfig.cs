namespace Gateway.Configuration;

/// <summary>How one of a route's instances is chosen; the names are Ocelot's.</summary>
internal enum Balancing
{
    RoundRobin,
    LeastConnection,
    NoLoadBalancer,
}

/// <summary>An address to dial and its share of the requests, relative to the others'; 0 gets none.</summary>
internal sealed record Instance(string Host, int Port, int Weight);

/// <summary>When a route's breaker opens, and for how long.</summary>
/// <param name="Minimum">
/// Failures in a row that open it; with a <paramref name="Ratio"/>, the requests below which it stays closed.
/// </param>
internal sealed record BreakerConfig(int Minimum, TimeSpan Duration, FailureRatio? Ratio);

/// <summary>The share of failures within a time that opens a breaker.</summary>
internal sealed record FailureRatio(double Failures, TimeSpan Sampling);

/// <summary>How many requests a client may send.</summary>
internal sealed record RateLimitConfig
{
    public required int Limit { get; init; }

    /// <summary>As in the file, for messages.</summary>
    public required string PeriodText { get; init; }

    public required TimeSpan Period { get; init; }

    /// <summary>How long a client that went over the limit waits; null: until the period is over.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Request fields with the id of a client; the first that is there. Without one its address counts.</summary>
    public required IReadOnlyList<string> ClientIdHeaders { get; init; }

    /// <summary>Client ids that are not limited.</summary>
    public required IReadOnlyList<string> Whitelist { get; init; }

    public required int Status { get; init; }

    /// <summary>With {0} for the limit and {1} for the period; null: the gateway's own words.</summary>
    public string? Message { get; init; }

    /// <summary>Whether answers carry X-RateLimit-* and Retry-After.</summary>
    public required bool Headers { get; init; }
}

/// <summary>One route of ocelot.json, validated, with the defaults filled in.</summary>
internal sealed record RouteConfig
{
    /// <summary>METHODS /path, as a person would name it.</summary>
    public required string Name { get; init; }

    public required string UpstreamPath { get; init; }

    /// <summary>Upper case; empty means every method, as in Ocelot.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    public required bool CaseSensitive { get; init; }

    public required string DownstreamPath { get; init; }

    public required string Scheme { get; init; }

    /// <summary>To look up in Consul; when set and Consul is configured, the hosts are not used.</summary>
    public string? ServiceName { get; init; }

    public required IReadOnlyList<Instance> Hosts { get; init; }

    /// <summary>Higher is tried first.</summary>
    public required int Priority { get; init; }

    public required Balancing Balancing { get; init; }

    /// <summary>Null takes the gateway's default.</summary>
    public TimeSpan? Timeout { get; init; }

    public BreakerConfig? Breaker { get; init; }

    public RateLimitConfig? RateLimit { get; init; }
}

/// <summary>Where Consul's HTTP API is.</summary>
internal sealed record ConsulAddress(Uri Url, string? Token);

/// <summary>Something wrong with the route file, or without effect in it, and its JSON path.</summary>
internal sealed record ConfigIssue(string Path, string Message);

/// <summary>A whole ocelot.json, validated.</summary>
/// <param name="FileHash">SHA-256 of the file's text, in hexadecimal.</param>
internal sealed record RouteFile(
    IReadOnlyList<RouteConfig> Routes,
    ConsulAddress? Consul,
    string FileHash,
    IReadOnlyList<ConfigIssue> Warnings);

/// <summary>A route file that cannot be used.</summary>
internal sealed class RouteFileException(IReadOnlyList<ConfigIssue> issues)
    : Exception(string.Join("; ", issues.Select(issue => $"{issue.Path}: {issue.Message}")))
{
    public IReadOnlyList<ConfigIssue> Issues { get; } = issues;
}
