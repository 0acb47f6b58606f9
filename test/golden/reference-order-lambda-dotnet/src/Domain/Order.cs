namespace Domain;

public enum OrderStatus
{
    Pending,
    Processed,
    Cancelled,
}

/// <param name="Quantity">At least 1.</param>
/// <param name="Price">For one piece.</param>
public sealed record OrderItem(string Sku, int Quantity, Money Price);

/// <summary>What a client wants of one sku.</summary>
/// <param name="Price">Decimal number in the order's currency, for one piece.</param>
public sealed record RequestedItem(string Sku, int Quantity, decimal Price);

/// <summary>What a client asks for.</summary>
/// <param name="Currency">ISO 4217; <see cref="Order.DefaultCurrency"/> when not given.</param>
public sealed record OrderRequest(
    string UserId, IReadOnlyList<RequestedItem> Items, string PaymentMethod, string? Currency = null);

/// <summary>The aggregate.</summary>
/// <param name="Reason">Why it was cancelled.</param>
/// <param name="PaymentId">The payment that took money for this order, as far as is known here.</param>
/// <param name="Refunded">True once the money of a cancelled order was given back.</param>
public sealed record Order(
    string Id,
    string UserId,
    IReadOnlyList<OrderItem> Items,
    Money Total,
    string PaymentMethod,
    OrderStatus Status,
    string? Reason,
    string? PaymentId,
    bool Refunded,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Currency of an order that names none.</summary>
    public const string DefaultCurrency = "USD";

    /// <summary>True when money was taken for an order that will not be fulfilled, and is not yet given back.</summary>
    public bool RefundIsDue => Status == OrderStatus.Cancelled && PaymentId is not null && !Refunded;

    /// <exception cref="InvalidAmountException">A price or the total is not an amount of the currency.</exception>
    public static Order Place(string id, OrderRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        var currency = request.Currency ?? DefaultCurrency;
        OrderItem[] items =
        [
            .. request.Items.Select(
                item => new OrderItem(item.Sku, item.Quantity, Money.From(item.Price, currency))),
        ];
        return new Order(
            id,
            request.UserId,
            items,
            Money.Total(items, currency),
            request.PaymentMethod,
            OrderStatus.Pending,
            Reason: null,
            PaymentId: null,
            Refunded: false,
            CreatedAt: now,
            UpdatedAt: now);
    }
}
