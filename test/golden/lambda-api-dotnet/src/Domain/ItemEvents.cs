using System.Text.Json.Serialization;

namespace Domain;

/// <summary>The whole state, so that a consumer keeps its copy without asking back.</summary>
/// <param name="Timestamp">ISO 8601, UTC.</param>
public sealed record ItemSnapshot(
    Guid ItemId,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description,
    int Version,
    string Timestamp);

/// <summary>Which one is gone.</summary>
public sealed record ItemRemoval(Guid ItemId, int Version, string Timestamp);

/// <summary>What is told of items.</summary>
public static class ItemEvents
{
    public static DomainEvent Created(Item item) => Of("ItemCreatedEvent", item);

    public static DomainEvent Updated(Item item) => Of("ItemUpdatedEvent", item);

    public static DomainEvent Deleted(Item item, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(item);
        var removal = new ItemRemoval(item.Id, item.Version + 1, now.ToTimestamp());
        return new DomainEvent("ItemDeletedEvent", item.Id.ToString(), removal);
    }

    private static DomainEvent Of(string type, Item item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var snapshot = new ItemSnapshot(
            item.Id, item.Name, item.Description, item.Version, item.UpdatedAt.ToTimestamp());
        return new DomainEvent(type, item.Id.ToString(), snapshot);
    }
}
