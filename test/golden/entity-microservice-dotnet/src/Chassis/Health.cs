namespace Chassis;

/// <summary>One thing the service relies on, and how to find out whether it is there.</summary>
/// <param name="Name">As it is called in the answer of <c>/health/ready</c>.</param>
/// <param name="Vital">Whether requests fail without it; otherwise the service is only degraded.</param>
/// <param name="IsUp">Asked each time.</param>
public sealed record Probe(string Name, bool Vital, Func<CancellationToken, ValueTask<bool>> IsUp);

/// <summary>The answer of <c>/health/ready</c>.</summary>
/// <param name="Status">
/// <c>ready</c>; <c>degraded</c>: requests succeed, though something that can be caught up with later is away;
/// <c>unavailable</c>: something vital is not reached; <c>starting</c>; <c>draining</c>: about to stop.
/// </param>
/// <param name="Checks"><c>up</c> or <c>down</c> by name of the probe.</param>
public sealed record Readiness(string Status, IReadOnlyDictionary<string, string> Checks)
{
    /// <summary>Whether requests should be sent here.</summary>
    public bool IsServing() => Status is "ready" or "degraded";
}

/// <summary>What this instance can do now, as Consul and Kubernetes poll it.</summary>
public sealed class Health(IEnumerable<Probe> probes, Lifecycle lifecycle)
{
    private readonly Probe[] probes = [.. probes];

    public async Task<Readiness> ReadinessAsync(CancellationToken cancellation)
    {
        var found = await Task.WhenAll(probes.Select(async probe => (probe, up: await IsUpAsync(probe, cancellation))));
        var missing = found.Where(one => !one.up).Select(one => one.probe).ToArray();
        return new Readiness(StatusOf(missing), found.ToDictionary(one => one.probe.Name, one => one.up ? "up" : "down"));
    }

    private string StatusOf(Probe[] missing)
    {
        if (lifecycle.IsDraining) return "draining";
        if (missing.Any(probe => probe.Vital)) return "unavailable";
        if (!lifecycle.IsStarted) return "starting";
        return missing.Length == 0 ? "ready" : "degraded";
    }

    /// <summary>A probe that throws has not found it.</summary>
    private static async Task<bool> IsUpAsync(Probe probe, CancellationToken cancellation)
    {
        try
        {
            return await probe.IsUp(cancellation);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
