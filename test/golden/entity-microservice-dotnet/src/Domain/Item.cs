namespace Domain;

/// <summary>What a client may set.</summary>
public sealed record ItemInput(string Name, string? Description = null);

/// <param name="Id">For ever the same.</param>
/// <param name="Name">As a client set it.</param>
/// <param name="Description">As a client set it; null without one.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="Version">1 when created, one more with each change.</param>
public sealed record Item(
    Guid Id,
    string Name,
    string? Description,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version)
{
    /// <summary>A new item.</summary>
    public static Item Create(Guid id, ItemInput input, DateTimeOffset now) =>
        new(id, input.Name, input.Description, now, now, 1);

    /// <summary>The next version; what <paramref name="input"/> leaves out is gone.</summary>
    public Item Change(ItemInput input, DateTimeOffset now) =>
        new(Id, input.Name, input.Description, CreatedAt, now, Version + 1);
}
