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

    public Task InsertAsync(Item item, DomainEvent created, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        return store.AddAsync(item.Id.ToString(), item, Outgoing(created), cancellation: cancellation);
    }

    public async Task<Item?> FindAsync(Guid id, CancellationToken cancellation = default) =>
        (await store.FindAsync(id.ToString(), cancellation))?.State;

    public async Task<IReadOnlyList<Item>> ListAsync(int limit, Position? after, CancellationToken cancellation = default)
    {
        var start = after is null ? null : SortKey(after.CreatedAt, after.Id);
        var page = await Listing.AllAsync(table, Listed, limit, start, cancellation);
        return [.. page.Select(one => one.State.Deserialize<Item>(Json.Options)).OfType<Item>()];
    }

    public Task<bool> UpdateAsync(Item item, DomainEvent updated, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        return ReplaceAsync(item.Id, item.Version - 1, item, updated, cancellation);
    }

    public Task<bool> DeleteAsync(Item item, DomainEvent deleted, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        return ReplaceAsync(item.Id, item.Version, null, deleted, cancellation);
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

    private static string SortKey(DateTimeOffset createdAt, Guid id) => $"{createdAt.ToTimestamp()}#{id}";
}
