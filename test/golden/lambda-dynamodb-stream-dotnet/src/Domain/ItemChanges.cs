using System.Globalization;

namespace Domain;

/// <summary>What happened to a item in the table; removals are nobody's business here.</summary>
public enum ChangeKind
{
    Insert,
    Modify,
}

/// <summary>The event that tells others, in the guideline's JSON.</summary>
/// <param name="Change">INSERT or MODIFY.</param>
/// <param name="Timestamp">ISO 8601, UTC.</param>
public sealed record ItemChanged(string ItemId, string Change, string Timestamp)
{
    public const string Type = "ItemChangedEvent";
}

/// <summary>Tells others.</summary>
public interface IChangePublisher
{
    /// <param name="changeId">The same however often the change is read.</param>
    Task PublishAsync(string changeId, ItemChanged told, CancellationToken cancellation = default);
}

/// <summary>The use case: what a change leads to. Replace it with your own work; it must do no harm when it is done again.</summary>
public sealed class ItemChanges(IChangePublisher publisher, TimeProvider clock)
{
    public Task HandleAsync(string changeId, string id, ChangeKind change, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return publisher.PublishAsync(changeId, new ItemChanged(id, change == ChangeKind.Insert ? "INSERT" : "MODIFY", now), cancellation);
    }
}
