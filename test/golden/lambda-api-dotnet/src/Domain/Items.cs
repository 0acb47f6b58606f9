namespace Domain;

/// <summary>The use cases. Time comes from outside, so that tests decide it.</summary>
public sealed class Items(IItemRepository repository, TimeProvider clock)
{
    public async Task<Item> CreateAsync(ItemInput input, CancellationToken cancellation = default)
    {
        var item = Item.Create(Guid.NewGuid(), input, clock.GetUtcNow());
        await repository.InsertAsync(item, ItemEvents.Created(item), cancellation);
        return item;
    }

    /// <exception cref="ItemNotFoundException">There is none.</exception>
    public async Task<Item> GetAsync(Guid id, CancellationToken cancellation = default) =>
        await repository.FindAsync(id, cancellation) ?? throw new ItemNotFoundException(id.ToString());

    public async Task<ItemPage> ListAsync(int limit, Position? after = null, CancellationToken cancellation = default)
    {
        // One more than asked for tells whether there is a next page.
        var found = await repository.ListAsync(limit + 1, after, cancellation);
        if (found.Count <= limit) return new ItemPage(found, null);
        var last = found[limit - 1];
        return new ItemPage([.. found.Take(limit)], new Position(last.CreatedAt, last.Id));
    }

    /// <param name="id">Of the item.</param>
    /// <param name="input">What it becomes.</param>
    /// <param name="expectedVersion">The version the caller has seen; left out, the last writer wins.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ItemNotFoundException">There is none.</exception>
    /// <exception cref="ItemChangedException">It has another version.</exception>
    public async Task<Item> UpdateAsync(Guid id, ItemInput input, int? expectedVersion = null, CancellationToken cancellation = default)
    {
        var current = await CurrentAsync(id, expectedVersion, cancellation);
        var changed = current.Change(input, clock.GetUtcNow());
        return await repository.UpdateAsync(changed, ItemEvents.Updated(changed), cancellation)
            ? changed
            : throw new ItemChangedException(id);
    }

    /// <param name="id">Of the item.</param>
    /// <param name="expectedVersion">The version the caller has seen; left out, whatever is there is deleted.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ItemNotFoundException">There is none.</exception>
    /// <exception cref="ItemChangedException">It has another version.</exception>
    public async Task DeleteAsync(Guid id, int? expectedVersion = null, CancellationToken cancellation = default)
    {
        var current = await CurrentAsync(id, expectedVersion, cancellation);
        var deleted = ItemEvents.Deleted(current, clock.GetUtcNow());
        if (!await repository.DeleteAsync(current, deleted, cancellation)) throw new ItemChangedException(id);
    }

    private async Task<Item> CurrentAsync(Guid id, int? expectedVersion, CancellationToken cancellation)
    {
        var current = await GetAsync(id, cancellation);
        return expectedVersion is null || current.Version == expectedVersion ? current : throw new ItemChangedException(id);
    }
}
