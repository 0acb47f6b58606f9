namespace Chassis;

/// <summary>
/// Instances in turn, each as often as its weight says, spread out evenly (smooth weighted round robin): equal weights are
/// plain round robin, and 9 to 1 gives the light one every tenth turn, never two in a row.
/// </summary>
public sealed class WeightedTurns
{
    private readonly object gate = new();
    private Dictionary<Uri, int> owed = [];

    /// <summary>The URL whose turn it is; null when there is none.</summary>
    public Uri? Next(IReadOnlyCollection<DiscoveredInstance> instances)
    {
        lock (gate)
        {
            var next = new Dictionary<Uri, int>();
            Uri? chosen = null;
            foreach (var (url, weight) in instances)
            {
                next[url] = owed.GetValueOrDefault(url) + weight;
                if (chosen is null || next[url] > next[chosen]) chosen = url;
            }
            if (chosen is not null) next[chosen] -= instances.Sum(instance => instance.Weight);
            owed = next;
            return chosen;
        }
    }
}
