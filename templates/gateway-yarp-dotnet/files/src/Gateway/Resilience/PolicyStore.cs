using System.Text.Json;
using Gateway.Configuration;

namespace Gateway.Resilience;

/// <summary>
/// The breakers and quotas of all routes, kept over a reload for the routes that did not change: a new route file must
/// not close a breaker or give a client its quota anew.
/// </summary>
internal sealed class PolicyStore(TimeProvider time, ILogger<PolicyStore> logger)
{
    private Dictionary<string, Breaker> _breakers = [];
    private Dictionary<string, ClientQuotas> _quotas = [];

    /// <summary>The policies of these routes, in their order; those of other routes are forgotten.</summary>
    public IReadOnlyList<(Breaker? Breaker, ClientQuotas? Quotas)> For(IReadOnlyList<RouteConfig> routes)
    {
        var (breakers, quotas) = (new Dictionary<string, Breaker>(), new Dictionary<string, ClientQuotas>());
        var policies = routes
            .Select(route => (
                route.Breaker is null ? null : Keep(_breakers, breakers, Key(route, route.Breaker), () => NewBreaker(route, route.Breaker)),
                route.RateLimit is null ? null : Keep(_quotas, quotas, Key(route, route.RateLimit), () => new ClientQuotas(route.RateLimit, time))))
            .ToArray();
        (_breakers, _quotas) = (breakers, quotas);
        return policies;
    }

    private Breaker NewBreaker(RouteConfig route, BreakerConfig config) => new(config, time, state =>
    {
        if (state == "open") logger.BreakerOpened(route.Name, route.ServiceName, config.Duration.TotalMilliseconds);
        else logger.BreakerClosed(route.Name, route.ServiceName);
    });

    private static T Keep<T>(Dictionary<string, T> before, Dictionary<string, T> after, string key, Func<T> make)
    {
        if (!after.TryGetValue(key, out var value)) after[key] = value = before.TryGetValue(key, out var known) ? known : make();
        return value;
    }

    private static string Key<T>(RouteConfig route, T options) => $"{route.Name} {route.Priority} {JsonSerializer.Serialize(options)}";
}
