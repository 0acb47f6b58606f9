using Chassis.Messaging;
using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>
/// Orders in PostgreSQL: order, read model, stock and outbox change in one transaction. Every step locks the order's row
/// first, so the steps on one order follow one another, and then the stock's rows in the order of their skus, so orders
/// never wait for each other in a circle.
/// </summary>
internal sealed class PostgresOrderStore(ServiceDbContext db, IOutbox outbox) : IOrderStore
{
    private readonly StockRows stock = new(db);

    public Task AddAsync(Order order, OrderEvent created, CancellationToken cancellation = default) =>
        db.InTransactionAsync(
            () =>
            {
                db.Orders.Add(OrderRow.Of(order));
                db.OrderViews.Add(OrderViewRow.Of(order));
                Publish(created);
                return Task.FromResult(order);
            },
            cancellation);

    public async Task<Order?> FindAsync(string id, CancellationToken cancellation = default)
    {
        var row = await db.Orders.AsNoTracking().SingleOrDefaultAsync(order => order.Id == id, cancellation);
        return row?.ToOrder();
    }

    public Task<Reservation> ReserveAsync(
        string orderId,
        IReadOnlyList<StockLine> lines,
        Func<IReadOnlyList<StockLevel>, string?> refuse,
        CancellationToken cancellation = default) =>
        db.InTransactionAsync<Reservation>(
            async () =>
            {
                var order = await LockAsync(orderId, cancellation);
                if (order?.Status != OrderStatus.Pending)
                {
                    return new Reservation.Settled();
                }
                var reason = await stock.TakeAsync(orderId, lines, refuse, cancellation);
                return reason is null ? new Reservation.Reserved() : new Reservation.Refused(reason);
            },
            cancellation);

    public Task<Order?> ChangeAsync(
        string orderId, Func<Order, Transition?> decide, CancellationToken cancellation = default) =>
        db.InTransactionAsync(
            async () =>
            {
                var current = (await LockAsync(orderId, cancellation))?.ToOrder();
                if (current is null || decide(current) is not { } transition)
                {
                    return current;
                }
                await KeepAsync(transition, cancellation);
                return transition.Order;
            },
            cancellation);

    public async Task<IReadOnlyList<Order>> RefundsDueAsync(int limit, CancellationToken cancellation = default)
    {
        var rows = await db.Orders
            .Where(order => order.Status == OrderStatus.Cancelled && order.PaymentId != null && !order.Refunded)
            .OrderBy(order => order.UpdatedAt)
            .Take(limit)
            .AsNoTracking()
            .ToListAsync(cancellation);
        return [.. rows.Select(row => row.ToOrder())];
    }

    private async Task<OrderRow?> LockAsync(string id, CancellationToken cancellation)
    {
        var rows = await db.Orders
            .FromSql(
                $"""
                select id, user_id, items, total_minor, currency, payment_method, status, reason, payment_id, refunded,
                    created_at, updated_at
                from orders
                where id = {id}
                for update
                """)
            .AsNoTracking()
            .ToListAsync(cancellation);
        return rows.SingleOrDefault();
    }

    private async Task KeepAsync(Transition transition, CancellationToken cancellation)
    {
        var order = transition.Order;
        await db.Orders
            .Where(row => row.Id == order.Id)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(column => column.Status, order.Status)
                    .SetProperty(column => column.Reason, order.Reason)
                    .SetProperty(column => column.PaymentId, order.PaymentId)
                    .SetProperty(column => column.Refunded, order.Refunded)
                    .SetProperty(column => column.UpdatedAt, order.UpdatedAt),
                cancellation);
        var body = OrderViewRow.BodyOf(order);
        await db.OrderViews
            .Where(view => view.Id == order.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(column => column.Body, body), cancellation);
        if (transition.ReleaseStock)
        {
            await stock.ReleaseAsync(order.Id, cancellation);
        }
        if (transition.Event is { } happened)
        {
            Publish(happened);
        }
    }

    private void Publish(OrderEvent happened) =>
        outbox.Add(new OutgoingEvent(happened.Type, happened.Subject, happened.Data));
}
