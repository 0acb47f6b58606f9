namespace Domain;

/// <summary>One line of an order as clients see it.</summary>
public sealed record OrderViewItem(string Sku, int Quantity, decimal Price);

/// <summary>An order as clients see it; amounts are decimal numbers in <paramref name="Currency"/>.</summary>
/// <param name="Reason">Why it was cancelled.</param>
public sealed record OrderView(
    string Id,
    string UserId,
    IReadOnlyList<OrderViewItem> Items,
    decimal Total,
    string Currency,
    OrderStatus Status,
    string? Reason = null);

/// <summary>The read side. An order is found here as soon as <see cref="IOrderStore.AddAsync"/> has returned.</summary>
public interface IOrderViews
{
    Task<OrderView?> FindAsync(string id, CancellationToken cancellation = default);

    /// <summary>All orders, or those of one user; oldest first.</summary>
    Task<Page<OrderView>> ListAsync(string? userId, PageRequest page, CancellationToken cancellation = default);

    Task<StockLevel?> StockAsync(string sku, CancellationToken cancellation = default);

    Task<IReadOnlyList<Notification>> NotificationsAsync(
        string orderId, CancellationToken cancellation = default);
}
