using Gateway.Configuration;
using Gateway.Discovery;
using Gateway.Resilience;
using Gateway.Routing;

namespace Gateway;

/// <summary>The routes in use, replaced at once: requests under way finish on those they began with.</summary>
internal sealed class GatewayState(GatewayOptions options, SourceFinder finder, PolicyStore policies)
{
    /// <summary>How long new routes wait for Consul's first answer before they are used without it.</summary>
    private static readonly TimeSpan _firstAnswer = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan _defaultTimeout = TimeSpan.FromSeconds(30);

    private volatile RouteTable _table = new([], null);
    private volatile string _status = "starting";
    private int _active;

    public RouteTable Table => _table;

    /// <summary>starting until routes were loaded once, draining from the moment it is asked to stop.</summary>
    public string Status => _status;

    /// <summary>Uses these routes from now on; one call at a time.</summary>
    /// <exception cref="RouteFileException">A route's service cannot be looked up; the routes stay as they are.</exception>
    public async Task ReplaceAsync(RouteFile file, CancellationToken cancellation)
    {
        var sources = finder.Open(file.Routes, options.Consul ?? file.Consul);
        await Task.WhenAny(Task.WhenAll(sources.Select(source => source.Ready)), Task.Delay(_firstAnswer, cancellation));
        var kept = policies.For(file.Routes);
        _table = new RouteTable(
            [.. file.Routes.Select((config, index) =>
                new ServiceRoute(config, sources[index], _defaultTimeout, kept[index].Breaker, kept[index].Quotas))],
            file.FileHash);
        if (_status == "starting") _status = "up";
        finder.Forget([.. sources]);
    }

    public void Drain() => _status = "draining";

    /// <summary>Requests and tunnels under way.</summary>
    public int Active => Volatile.Read(ref _active);

    public void Begin() => Interlocked.Increment(ref _active);

    public void End() => Interlocked.Decrement(ref _active);
}
