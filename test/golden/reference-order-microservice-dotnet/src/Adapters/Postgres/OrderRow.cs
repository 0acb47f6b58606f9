using System.Text.Json;
using Chassis;
using Domain;

namespace Adapters.Postgres;

/// <summary>The write model. Amounts are in minor units.</summary>
public sealed class OrderRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    /// <summary>JSON: a list of <c>StoredItem</c>.</summary>
    public required string Items { get; init; }

    public required long TotalMinor { get; init; }

    public required string Currency { get; init; }

    public required string PaymentMethod { get; init; }

    public required OrderStatus Status { get; init; }

    public required string? Reason { get; init; }

    public required string? PaymentId { get; init; }

    public required bool Refunded { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static OrderRow Of(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var items = order.Items.Select(item => new StoredItem(item.Sku, item.Quantity, item.Price.MinorUnits));
        return new OrderRow
        {
            Id = order.Id,
            UserId = order.UserId,
            Items = JsonSerializer.Serialize(items, Json.Options),
            TotalMinor = order.Total.MinorUnits,
            Currency = order.Total.Currency,
            PaymentMethod = order.PaymentMethod,
            Status = order.Status,
            Reason = order.Reason,
            PaymentId = order.PaymentId,
            Refunded = order.Refunded,
            CreatedAt = order.CreatedAt,
            UpdatedAt = order.UpdatedAt,
        };
    }

    public Order ToOrder()
    {
        var items = JsonSerializer.Deserialize<StoredItem[]>(Items, Json.Options) ?? [];
        return new Order(
            Id,
            UserId,
            [.. items.Select(item => new OrderItem(item.Sku, item.Quantity, new Money(item.PriceMinor, Currency)))],
            new Money(TotalMinor, Currency),
            PaymentMethod,
            Status,
            Reason,
            PaymentId,
            Refunded,
            CreatedAt,
            UpdatedAt);
    }

    private sealed record StoredItem(string Sku, int Quantity, long PriceMinor);
}
