using System.Text.Json;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>Keeps items in the service's own table, each with its history.</summary>
public sealed class DynamoDbItemRepository(Table table) : IItemRepository
{
    private const string Listed = "items";

    private readonly AggregateStore<Item> store =
        new(table, "item", item => new Listing(SortKey(item.CreatedAt, item.Id), List: Listed));

    public Task InsertAsync(Item item, DomainEvent happened, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(item);
        return store.AddAsync(item.Id.ToString(), item, Outgoing(happened), cancellation: cancellation);
    }

    public async Task<Item?> FindAsync(Guid id, CancellationToken cancellation) =>
        (await store.FindAsync(id.ToString(), cancellation))?.State;

    public async Task<IReadOnlyList<Item>> ListAsync(int limit, Position? after, CancellationToken cancellation)
    {
        var start = after is null ? null : SortKey(after.CreatedAt, after.Id);
        var page = await Listing.AllAsync(table, Listed, limit, start, cancellation);
        return [.. page.Select(one => one.State.Deserialize<Item>(Json.Options)).OfType<Item>()];
    }

    public Task<bool> UpdateAsync(Item item, DomainEvent happened, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(item);
        return ReplaceAsync(item.Id, item.Version - 1, item, happened, cancellation);
    }

    public Task<bool> DeleteAsync(Item item, DomainEvent happened, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(item);
        return ReplaceAsync(item.Id, item.Version, null, happened, cancellation);
    }

    private async Task<bool> ReplaceAsync(Guid id, int seen, Item? state, DomainEvent because, CancellationToken cancellation)
    {
        var isReplaced = false;
        await store.ChangeAsync(
            id.ToString(),
            stored =>
            {
                isReplaced = stored.State.Version == seen;
                return isReplaced ? new StoredChange<Item>(state, Outgoing(because)) : null;
            },
            cancellation: cancellation);
        return isReplaced;
    }

    private static OutgoingEvent Outgoing(DomainEvent one) => new(one.Type, one.Subject, one.Data);

    private static string SortKey(DateTimeOffset createdAt, Guid id) => $"{Json.Moment(createdAt)}#{id}";
}
