using Gateway.Configuration;

namespace Gateway.Discovery;

/// <summary>Finds the instances of each route; routes to the same service in Consul share one watch, over reloads too.</summary>
internal sealed class SourceFinder(ConsulHealth health, ILogger<SourceFinder> logger) : IDisposable
{
    private readonly Dictionary<string, ConsulSource> _watched = [];

    /// <summary>
    /// The sources of all routes, in their order: Consul where a route names a service and Consul is configured, else its
    /// hosts. Watches that none of them uses are kept until <see cref="Forget"/>.
    /// </summary>
    /// <exception cref="RouteFileException">A route has only a service's name, and there is no Consul.</exception>
    public IReadOnlyList<InstanceSource> Open(IReadOnlyList<RouteConfig> routes, ConsulAddress? consul)
    {
        var lost = routes
            .Where(route => route.ServiceName is not null && route.Hosts.Count == 0 && consul is null)
            .Select(route => new ConfigIssue(
                $"ServiceName of {route.Name}",
                $"{route.ServiceName} can only be found through Consul, and none is configured: set CONSUL_HTTP_ADDR or "
                + "GlobalConfiguration.ServiceDiscoveryProvider"))
            .ToArray();
        if (lost.Length > 0) throw new RouteFileException(lost);
        return [.. routes.Select(route =>
            route.ServiceName is { } service && consul is not null
                ? Watch(service, route.Scheme, consul)
                : (InstanceSource)new StaticSource(route.Scheme, route.Hosts))];
    }

    /// <summary>Ends the watches that are not among these.</summary>
    public void Forget(IReadOnlyCollection<InstanceSource> used)
    {
        foreach (var (key, source) in _watched.ToArray())
        {
            if (used.Contains(source)) continue;
            _watched.Remove(key);
            source.Dispose();
        }
    }

    public void Dispose() => Forget([]);

    private ConsulSource Watch(string service, string scheme, ConsulAddress consul)
    {
        var key = $"{consul.Url} {consul.Token} {scheme} {service}";
        if (_watched.TryGetValue(key, out var known)) return known;
        return _watched[key] = new ConsulSource(health, consul, service, scheme, logger);
    }
}
