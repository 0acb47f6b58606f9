namespace Adapters.Postgres;

public sealed class StockRow
{
    public required string Sku { get; init; }

    public required int Available { get; init; }
}
