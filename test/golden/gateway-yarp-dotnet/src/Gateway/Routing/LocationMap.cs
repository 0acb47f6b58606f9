using System.Text.RegularExpressions;
using Gateway.Configuration;

namespace Gateway.Routing;

/// <summary>
/// A service answers <c>201</c> with the path it knows, <c>/api/v1/users/7</c>, which the gateway may not serve. Where it
/// matches the downstream template the client gets the upstream path, <c>/api/users/7</c>. A route whose templates do not
/// name the same placeholders cannot be read backwards and leaves locations alone.
/// </summary>
internal sealed partial class LocationMap
{
    private readonly PathTemplate? _downstream;
    private readonly PathFiller _upstream;

    public LocationMap(RouteConfig route)
    {
        _upstream = new PathFiller(route.UpstreamPath);
        var path = route.DownstreamPath.Split('?')[0];
        var known = PathTemplate.NamesOf(path);
        var canMapBack = PathTemplate.NamesOf(route.UpstreamPath).All(known.Contains) && !path.Contains("}{", StringComparison.Ordinal);
        _downstream = canMapBack ? new PathTemplate(path, caseSensitive: true) : null;
    }

    /// <summary>The gateway's own path for a location of the service at this address; else the location as it is.</summary>
    public string Map(string location, string address)
    {
        if (_downstream is null || Parts().Match(location) is not { Success: true } parts) return location;
        var authority = parts.Groups[1];
        if (authority.Success && !string.Equals(authority.Value, address, StringComparison.OrdinalIgnoreCase)) return location;
        return _downstream.Match(parts.Groups[2].Value) is { } values
            ? $"{_upstream.Fill(values)}{parts.Groups[3].Value}"
            : location;
    }

    /// <summary>The authority (when absolute), the path, and the query and fragment.</summary>
    [GeneratedRegex(@"\A(?:https?://([^/?#]+))?(/[^?#]*)(.*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}
