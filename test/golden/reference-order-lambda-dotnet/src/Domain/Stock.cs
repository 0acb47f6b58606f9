namespace Domain;

/// <summary>Pieces of one sku.</summary>
/// <param name="Quantity">Of all the order's lines together, which can be more than an int holds.</param>
public sealed record StockLine(string Sku, long Quantity);

/// <summary>What is left of one sku.</summary>
public sealed record StockLevel(string Sku, int Available);

public static class Stock
{
    /// <summary>
    /// What an order takes from stock: one line a sku, sorted by sku. Everyone who locks stock does so in this order,
    /// which is why two orders can never wait for each other.
    /// </summary>
    public static IReadOnlyList<StockLine> LinesOf(IEnumerable<OrderItem> items) =>
    [
        .. items
            .GroupBy(item => item.Sku, StringComparer.Ordinal)
            .Select(sku => new StockLine(sku.Key, sku.Sum(item => (long)item.Quantity)))
            .OrderBy(line => line.Sku, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Why the lines cannot be taken from these levels, in words; null when they can. All or nothing.
    /// </summary>
    public static string? Shortage(IEnumerable<StockLine> lines, IEnumerable<StockLevel> levels)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var available = levels.ToDictionary(level => level.Sku, level => level.Available, StringComparer.Ordinal);
        foreach (var (sku, quantity) in lines)
        {
            if (!available.TryGetValue(sku, out var left))
            {
                return $"Unknown sku: {sku}";
            }
            if (left < quantity)
            {
                return $"Not enough stock of {sku}: {quantity} wanted, {left} left";
            }
        }
        return null;
    }
}
