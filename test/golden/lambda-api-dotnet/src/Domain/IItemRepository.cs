namespace Domain;

/// <summary>Keeps items. Each change and its event are stored together, or neither is.</summary>
public interface IItemRepository
{
    Task InsertAsync(Item item, DomainEvent happened, CancellationToken cancellation);

    Task<Item?> FindAsync(Guid id, CancellationToken cancellation);

    /// <summary>In order of creation, at most <paramref name="limit"/>, those after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<Item>> ListAsync(int limit, Position? after, CancellationToken cancellation);

    /// <returns>False when the stored version is no longer the one before.</returns>
    Task<bool> UpdateAsync(Item item, DomainEvent happened, CancellationToken cancellation);

    /// <returns>False when the stored version is no longer this one.</returns>
    Task<bool> DeleteAsync(Item item, DomainEvent happened, CancellationToken cancellation);
}
