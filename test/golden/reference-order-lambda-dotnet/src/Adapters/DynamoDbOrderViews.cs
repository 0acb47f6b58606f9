using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>The read side: what a query asks for lies ready, and no query reads the write side.</summary>
public sealed class DynamoDbOrderViews(Table table) : IOrderViews
{
    private const string All = "orders";

    public async Task<OrderView?> FindAsync(string id, CancellationToken cancellation = default) =>
        await table.FindAsync(new ItemKey($"order#{id}", "view"), cancellation) is { } item ? ViewIn(item["state"]) : null;

    public async Task<Page<OrderView>> ListAsync(string? userId, PageRequest page, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        var (items, next) = userId is null
            ? await Listing.PageAsync(table, All, page.Limit, page.Cursor, cancellation)
            : await Listing.PageOfOwnerAsync(table, OwnerOf(userId), page.Limit, page.Cursor, cancellation);
        return new Page<OrderView>([.. items.Select(ViewIn)], next);
    }

    public async Task<StockLevel?> StockAsync(string sku, CancellationToken cancellation = default)
    {
        var levels = await StockItems.ReadAsync(table, [sku], cancellation);
        return levels.SingleOrDefault();
    }

    public async Task<IReadOnlyList<Notification>> NotificationsAsync(string orderId, CancellationToken cancellation = default)
    {
        var item = await table.FindAsync(DynamoDbNotifications.KeyOf(orderId), cancellation);
        return item?["state"].Deserialize<Notification>(Json.Options) is { } sent ? [sent] : [];
    }

    /// <summary>The write that brings the read model up to date; it goes into the transaction that changes the order.</summary>
    internal static Write WriteOf(string pk, Order order)
    {
        var item = new JsonObject { ["kind"] = "order-view", ["state"] = JsonSerializer.SerializeToNode(ViewState.Of(order), Json.Options) };
        new Listing($"{order.CreatedAt.ToTimestamp()}#{order.Id}", All, OwnerOf(order.UserId)).WriteTo(item);
        return new Write(new ItemKey(pk, "view"), item, Condition: null);
    }

    private static string OwnerOf(string userId) => $"orders-of-user#{userId}";

    private static OrderView ViewIn(JsonNode? state) =>
        state.Deserialize<ViewState>(Json.Options)?.ToView() ?? throw new InvalidOperationException("An order's view has no state");

    /// <summary>As the table keeps it.</summary>
    private sealed record ViewState(
        string Id, string UserId, IReadOnlyList<OrderViewItem> Items, decimal Total, string Currency, string Status, string? Reason)
    {
        public static ViewState Of(Order order) => new(
            order.Id,
            order.UserId,
            [.. order.Items.Select(item => new OrderViewItem(item.Sku, item.Quantity, item.Price.ToDecimal()))],
            order.Total.ToDecimal(),
            order.Total.Currency,
            $"{order.Status}",
            order.Reason);

        public OrderView ToView() => new(Id, UserId, Items, Total, Currency, Enum.Parse<OrderStatus>(Status), Reason);
    }
}
