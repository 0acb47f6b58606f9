using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>What is left of each sku, in the service's table.</summary>
internal static class StockItems
{
    /// <summary>Something to sell from the first minute; a real shop would be told by its warehouse. Counted down once it is written.</summary>
    private static readonly Dictionary<string, int> Initial = new() { ["A"] = 1_000_000, ["B"] = 1_000_000, ["C"] = 1_000_000 };

    /// <summary>What is left of these skus; one that was never in stock is left out.</summary>
    public static async Task<IReadOnlyList<StockLevel>> ReadAsync(
        Table table, IReadOnlyList<string> skus, CancellationToken cancellation = default)
    {
        var items = await table.FindAllAsync([.. skus.Select(KeyOf)], cancellation);
        var stored = items.ToDictionary(
            item => item["sku"]?.GetValue<string>() ?? "", item => (int)(item["available"]?.GetValue<decimal>() ?? 0), StringComparer.Ordinal);
        return
        [
            .. skus
                .Where(sku => stored.ContainsKey(sku) || Initial.ContainsKey(sku))
                .Select(sku => new StockLevel(sku, stored.TryGetValue(sku, out var available) ? available : Initial[sku])),
        ];
    }

    /// <summary>Refused when less is left.</summary>
    public static Write Take(StockLine line)
    {
        var (sku, quantity) = line;
        var initial = Initial.GetValueOrDefault(sku);
        return new Write(KeyOf(sku), Item: null, initial >= quantity ? "attribute_not_exists(pk) OR available >= :quantity" : "available >= :quantity")
        {
            Update = "SET available = if_not_exists(available, :initial) - :quantity, sku = :sku, kind = :kind",
            Values = new JsonObject { [":initial"] = initial, [":quantity"] = quantity, [":sku"] = sku, [":kind"] = "stock" },
        };
    }

    public static Write Return(StockLine line) => new(KeyOf(line.Sku), Item: null, "attribute_exists(pk)")
    {
        Update = "SET available = available + :quantity",
        Values = new JsonObject { [":quantity"] = line.Quantity },
    };

    private static ItemKey KeyOf(string sku) => new($"stock#{sku}", "level");
}
