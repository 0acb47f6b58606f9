using System.Collections.Frozen;
using Gateway.Configuration;
using Gateway.Discovery;
using Gateway.Resilience;

namespace Gateway.Routing;

/// <summary>A route as requests use it: what can be worked out when it is loaded is.</summary>
internal sealed class ServiceRoute
{
    private readonly PathFiller _downstream;
    private readonly Balancer _balancer;
    private readonly char _joiner;
    private readonly FrozenSet<string> _methods;

    public ServiceRoute(RouteConfig config, InstanceSource source, TimeSpan defaultTimeout, Breaker? breaker, ClientQuotas? quotas)
    {
        Config = config;
        Source = source;
        Timeout = config.Timeout ?? defaultTimeout;
        Breaker = breaker;
        Quotas = quotas;
        Template = new PathTemplate(config.UpstreamPath, config.CaseSensitive);
        Locations = new LocationMap(config);
        Methods = config.Methods.Contains("GET") ? [.. config.Methods.Append("HEAD").Distinct()] : config.Methods;
        _methods = Methods.ToFrozenSet(StringComparer.Ordinal);
        _downstream = new PathFiller(config.DownstreamPath);
        _balancer = new Balancer(config.Balancing);
        _joiner = config.DownstreamPath.Contains('?', StringComparison.Ordinal) ? '&' : '?';
    }

    public RouteConfig Config { get; }

    public InstanceSource Source { get; }

    /// <summary>Longest wait for the service to be reached, to take the next piece of a body, or to begin its answer.</summary>
    public TimeSpan Timeout { get; }

    public Breaker? Breaker { get; }

    public ClientQuotas? Quotas { get; }

    public PathTemplate Template { get; }

    public LocationMap Locations { get; }

    /// <summary>The methods it takes, HEAD where GET is; empty: all.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>The service's name, or the route's where it has none.</summary>
    public string Subject => Config.ServiceName ?? Config.Name;

    public bool Takes(string method) => _methods.Count == 0 || _methods.Contains(method);

    /// <summary>An instance with a request more in flight; null when there is none but those tried.</summary>
    public Destination? Take(IReadOnlySet<Destination>? tried) => _balancer.Take(Source.Current, tried);

    /// <summary>The path and query for the service.</summary>
    public string Target(IReadOnlyDictionary<string, string> values, string query)
    {
        var path = _downstream.Fill(values);
        return query.Length == 0 ? path : $"{path}{_joiner}{query.AsSpan(1)}";
    }
}
