using Gateway.Configuration;

namespace Gateway.Routing;

/// <summary>
/// Chooses one of a route's instances for a request. Turns by weight are spread evenly: 3 to 1 gives a a b a, not
/// a a a b (nginx's smooth weighted round robin: at every turn each candidate gains its weight, and the one with most
/// gives up the sum of all).
/// </summary>
internal sealed class Balancer(Balancing type)
{
    private readonly Lock _lock = new();
    private DestinationList _list = DestinationList.Empty;
    private long[] _credits = [];

    /// <summary>
    /// An instance that is none of those tried, with a request more in flight (its taker ends it); null when there is none.
    /// </summary>
    public Destination? Take(DestinationList list, IReadOnlySet<Destination>? tried)
    {
        lock (_lock)
        {
            // Chosen and counted in one step, or requests that come together would all see the same one idle.
            var chosen = Choose(list, destination => tried?.Contains(destination) != true);
            chosen?.Begin();
            return chosen;
        }
    }

    private Destination? Choose(DestinationList list, Func<Destination, bool> isFree)
    {
        if (type == Balancing.NoLoadBalancer) return list.Destinations.FirstOrDefault(isFree);
        if (!ReferenceEquals(list, _list)) Follow(list);
        if (type == Balancing.RoundRobin) return Next(index => isFree(list.Destinations[index]));
        var least = double.PositiveInfinity;
        for (var index = 0; index < list.Destinations.Count; index++)
        {
            if (isFree(list.Destinations[index])) least = Math.Min(least, Load(list, index));
        }
        return Next(index => isFree(list.Destinations[index]) && Load(list, index) <= least);
    }

    private static double Load(DestinationList list, int index) =>
        (double)list.Destinations[index].InFlight / list.Weights[index];

    private Destination? Next(Func<int, bool> isCandidate)
    {
        var (best, sum) = (-1, 0L);
        for (var index = 0; index < _credits.Length; index++)
        {
            if (!isCandidate(index)) continue;
            _credits[index] += _list.Weights[index];
            sum += _list.Weights[index];
            if (best < 0 || _credits[index] > _credits[best]) best = index;
        }
        if (best < 0) return null;
        _credits[best] -= sum;
        return _list.Destinations[best];
    }

    /// <summary>An instance that stays keeps its place, or a list that changes often would always begin with the heaviest.</summary>
    private void Follow(DestinationList next)
    {
        var before = new Dictionary<Destination, long>();
        for (var index = 0; index < _credits.Length; index++) before[_list.Destinations[index]] = _credits[index];
        _credits = [.. next.Destinations.Select(destination => before.GetValueOrDefault(destination))];
        _list = next;
    }
}
