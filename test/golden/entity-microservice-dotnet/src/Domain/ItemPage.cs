namespace Domain;

/// <summary>Where a page starts: after the item with this position.</summary>
public sealed record Position(DateTimeOffset CreatedAt, Guid Id);

/// <param name="Items">In order of creation.</param>
/// <param name="Next">Where the next page starts; null on the last one.</param>
public sealed record ItemPage(IReadOnlyList<Item> Items, Position? Next);
