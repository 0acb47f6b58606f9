namespace Adapters.Postgres;

/// <summary>What an order took from stock, so that it is taken once and put back once.</summary>
public sealed class StockReservationRow
{
    public required string OrderId { get; init; }

    public required string Sku { get; init; }

    public required int Quantity { get; init; }

    public required bool Released { get; init; }
}
