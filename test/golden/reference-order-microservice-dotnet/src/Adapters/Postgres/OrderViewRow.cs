using System.Text.Json;
using Chassis;
using Domain;

namespace Adapters.Postgres;

/// <summary>The read model: what <c>GET /api/v1/orders/{id}</c> answers, ready made.</summary>
public sealed class OrderViewRow : IListed
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    /// <summary>JSON: the order as clients see it.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static OrderViewRow Of(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new OrderViewRow
        {
            Id = order.Id,
            UserId = order.UserId,
            Body = BodyOf(order),
            CreatedAt = order.CreatedAt,
        };
    }

    public static string BodyOf(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var view = new OrderView(
            order.Id,
            order.UserId,
            [.. order.Items.Select(item => new OrderViewItem(item.Sku, item.Quantity, item.Price.ToDecimal()))],
            order.Total.ToDecimal(),
            order.Total.Currency,
            order.Status,
            order.Reason);
        return JsonSerializer.Serialize(view, Json.Options);
    }

    public OrderView ToView() =>
        JsonSerializer.Deserialize<OrderView>(Body, Json.Options)
        ?? throw new InvalidOperationException($"The view of the order {Id} is empty");
}
