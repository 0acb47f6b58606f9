namespace Domain;

/// <summary>Which part of a list is wanted: at most so many entries, after the page that gave the cursor.</summary>
/// <param name="Cursor">Opaque; null for the first page.</param>
public sealed record PageRequest(int Limit, string? Cursor = null);

/// <summary>One part of a list.</summary>
/// <param name="NextCursor">Where the next page starts; null on the last one.</param>
public sealed record Page<TItem>(IReadOnlyList<TItem> Items, string? NextCursor = null);
