using Gateway.Configuration;
using Gateway.Routing;

namespace Gateway.Discovery;

/// <summary>
/// pending: not known yet. live: as the source says now. stale: the source does not answer, the last known instances are
/// used.
/// </summary>
internal enum SourceState
{
    Pending,
    Live,
    Stale,
}

/// <summary>The instances that a route may use, kept up to date behind its back.</summary>
internal abstract class InstanceSource
{
    public abstract string Kind { get; }

    /// <summary>The same object until they change.</summary>
    public abstract DestinationList Current { get; }

    public abstract SourceState State { get; }

    /// <summary>Done when the instances are known for the first time.</summary>
    public abstract Task Ready { get; }
}

/// <summary>The instances that the route file names. Names are resolved when a connection is made.</summary>
internal sealed class StaticSource : InstanceSource
{
    public StaticSource(string scheme, IReadOnlyList<Instance> hosts)
    {
        var used = hosts.Where(host => host.Weight > 0).ToArray();
        Current = new DestinationList(
            Array.ConvertAll(used, host => new Destination(scheme, host.Host, host.Port)),
            Array.ConvertAll(used, host => host.Weight));
    }

    public override string Kind => "static";

    public override DestinationList Current { get; }

    public override SourceState State => SourceState.Live;

    public override Task Ready => Task.CompletedTask;
}
