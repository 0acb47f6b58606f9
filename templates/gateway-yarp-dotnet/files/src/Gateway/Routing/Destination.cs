namespace Gateway.Routing;

/// <summary>An instance of a service, and how busy this gateway keeps it.</summary>
internal sealed class Destination(string scheme, string host, int port)
{
    private int _inFlight;

    /// <summary>host:port, for logs and messages.</summary>
    public string Address { get; } = $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";

    public string Prefix => $"{scheme}://{Address}";

    /// <summary>Requests under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);
}

/// <summary>Instances and what share of the requests each is to get, above 0; the same object until they change.</summary>
internal sealed class DestinationList(IReadOnlyList<Destination> destinations, IReadOnlyList<int> weights)
{
    public static readonly DestinationList Empty = new([], []);

    public IReadOnlyList<Destination> Destinations { get; } = destinations;

    /// <summary>Of the destination at the same place.</summary>
    public IReadOnlyList<int> Weights { get; } = weights;
}
