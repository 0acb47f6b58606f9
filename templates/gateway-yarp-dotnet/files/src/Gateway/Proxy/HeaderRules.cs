using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace Gateway.Proxy;

/// <summary>Which fields belong to one connection and are never passed on (RFC 9110, section 7.6.1).</summary>
internal static class HeaderRules
{
    private static readonly FrozenSet<string> _framing =
        FrozenSet.ToFrozenSet(["Content-Length", "Host"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Besides Connection and Upgrade, which YARP sees to; Kestrel answers 100 Continue itself.</summary>
    public static readonly IReadOnlyList<string> HopByHop =
    [
        "Expect", "HTTP2-Settings", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info",
        "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
    ];

    /// <summary>
    /// The names that a message's Connection field declares for this connection only; those that say where a message ends
    /// cannot be taken away.
    /// </summary>
    public static IEnumerable<string> NamedBy(StringValues connection) =>
        connection
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(name => !_framing.Contains(name) && !name.Equals("upgrade", StringComparison.OrdinalIgnoreCase));
}
