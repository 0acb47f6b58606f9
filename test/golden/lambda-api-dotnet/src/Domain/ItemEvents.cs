namespace Domain;

/// <summary>Carries the whole state, so that a consumer keeps its copy without asking back.</summary>
public sealed record ItemState(Guid ItemId, string Name, string? Description, int Version, DateTimeOffset Timestamp);

public sealed record ItemDeleted(Guid ItemId, int Version, DateTimeOffset Timestamp);

/// <summary>What other services hear of items (contracts/asyncapi.json).</summary>
public static class ItemEvents
{
    public static DomainEvent Created(Item item) => State("ItemCreatedEvent", item);

    public static DomainEvent Updated(Item item) => State("ItemUpdatedEvent", item);

    public static DomainEvent Deleted(Item item, DateTimeOffset now) =>
        new("ItemDeletedEvent", item.Id.ToString(), new ItemDeleted(item.Id, item.Version + 1, now));

    private static DomainEvent State(string type, Item item) => new(
        type,
        item.Id.ToString(),
        new ItemState(item.Id, item.Name, item.Description, item.Version, item.UpdatedAt));
}
