namespace Domain;

/// <summary>The use cases.</summary>
public sealed class Items(IItemSource source)
{
    /// <exception cref="ItemNotFoundException">There is none.</exception>
    public async Task<Item> GetAsync(string id, CancellationToken cancellation = default) =>
        await source.FindAsync(id, cancellation) ?? throw new ItemNotFoundException(id);

    /// <summary>Those whose name contains <paramref name="text"/>, in either case; all of them without it.</summary>
    public async Task<IReadOnlyList<Item>> ListAsync(string text = "", CancellationToken cancellation = default)
    {
        var all = await source.ListAsync(cancellation);
        return [.. all.Where(item => item.Name.Contains(text, StringComparison.OrdinalIgnoreCase))];
    }
}
