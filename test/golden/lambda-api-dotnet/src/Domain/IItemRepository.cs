namespace Domain;

/// <summary>Keeps items. Each change and its event are stored together, or neither is.</summary>
public interface IItemRepository
{
    Task InsertAsync(Item item, DomainEvent created, CancellationToken cancellation = default);

    Task<Item?> FindAsync(Guid id, CancellationToken cancellation = default);

    /// <summary>In order of creation, at most <paramref name="limit"/>, those after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<Item>> ListAsync(int limit, Position? after, CancellationToken cancellation = default);

    /// <returns>False when the stored version is no longer the one before the given one's.</returns>
    Task<bool> UpdateAsync(Item item, DomainEvent updated, CancellationToken cancellation = default);

    /// <returns>False when the stored version is no longer the given one's.</returns>
    Task<bool> DeleteAsync(Item item, DomainEvent deleted, CancellationToken cancellation = default);
}
