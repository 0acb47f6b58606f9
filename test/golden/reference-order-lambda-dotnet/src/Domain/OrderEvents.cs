namespace Domain;

public sealed record OrderedItem(string Sku, int Quantity, decimal Price);

/// <summary>The property names of an event's body are the guideline's JSON.</summary>
/// <param name="Total">Decimal number in <paramref name="Currency"/>.</param>
/// <param name="Timestamp">ISO 8601, UTC.</param>
public sealed record OrderCreatedData(
    string OrderId,
    string UserId,
    IReadOnlyList<OrderedItem> OrderItems,
    decimal Total,
    string Currency,
    string PaymentMethod,
    string Timestamp);

public sealed record OrderProcessedData(
    string OrderId,
    string UserId,
    string Status,
    string PaymentId,
    decimal Total,
    string Currency,
    string ProcessedAt,
    string Timestamp);

public sealed record OrderCancelledData(
    string OrderId, string UserId, string Status, string Reason, string Timestamp);

/// <summary>A fact about one order, whose id is the subject, published to others.</summary>
public sealed record OrderEvent(string Type, string Subject, object Data)
{
    public const string Created = "OrderCreatedEvent";
    public const string Processed = "OrderProcessedEvent";
    public const string Cancelled = "OrderCancelledEvent";

    public static OrderEvent OrderCreated(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var data = new OrderCreatedData(
            order.Id,
            order.UserId,
            [.. order.Items.Select(item => new OrderedItem(item.Sku, item.Quantity, item.Price.ToDecimal()))],
            order.Total.ToDecimal(),
            order.Total.Currency,
            order.PaymentMethod,
            order.CreatedAt.ToTimestamp());
        return new OrderEvent(Created, order.Id, data);
    }

    public static OrderEvent OrderProcessed(Order order, string paymentId)
    {
        ArgumentNullException.ThrowIfNull(order);
        var data = new OrderProcessedData(
            order.Id,
            order.UserId,
            nameof(OrderStatus.Processed),
            paymentId,
            order.Total.ToDecimal(),
            order.Total.Currency,
            order.UpdatedAt.ToTimestamp(),
            order.UpdatedAt.ToTimestamp());
        return new OrderEvent(Processed, order.Id, data);
    }

    public static OrderEvent OrderCancelled(Order order, string reason)
    {
        ArgumentNullException.ThrowIfNull(order);
        var data = new OrderCancelledData(
            order.Id, order.UserId, nameof(OrderStatus.Cancelled), reason, order.UpdatedAt.ToTimestamp());
        return new OrderEvent(Cancelled, order.Id, data);
    }
}
