using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>The queries of this service; none of them reads the write model.</summary>
internal sealed class PostgresOrderViews(ServiceDbContext db) : IOrderViews
{
    /// <summary>Translated once: it is what clients ask for most, and costs less than looking its translation up each time.</summary>
    private static readonly Func<ServiceDbContext, string, CancellationToken, Task<OrderViewRow?>> find =
        EF.CompileAsyncQuery((ServiceDbContext db, string id, CancellationToken cancellation) =>
            db.OrderViews.AsNoTracking().SingleOrDefault(view => view.Id == id));

    public async Task<OrderView?> FindAsync(string id, CancellationToken cancellation = default) =>
        (await find(db, id, cancellation))?.ToView();

    public Task<Page<OrderView>> ListAsync(
        string? userId, PageRequest page, CancellationToken cancellation = default)
    {
        var views = userId is null ? db.OrderViews : db.OrderViews.Where(view => view.UserId == userId);
        return views.PageAsync(page, row => row.ToView(), cancellation);
    }

    public Task<StockLevel?> StockAsync(string sku, CancellationToken cancellation = default) =>
        db.Stock
            .Where(stock => stock.Sku == sku)
            .Select(stock => new StockLevel(stock.Sku, stock.Available))
            .SingleOrDefaultAsync(cancellation);

    public async Task<IReadOnlyList<Notification>> NotificationsAsync(
        string orderId, CancellationToken cancellation = default)
    {
        var rows = await db.Notifications
            .AsNoTracking()
            .Where(notification => notification.OrderId == orderId)
            .OrderBy(notification => notification.SentAt)
            .ToListAsync(cancellation);
        return [.. rows.Select(row => row.ToNotification())];
    }
}
