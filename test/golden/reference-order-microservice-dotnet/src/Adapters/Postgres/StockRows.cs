using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>Stock, for whoever holds the lock on the order's row, which keeps a second attempt out.</summary>
internal sealed class StockRows(ServiceDbContext db)
{
    /// <summary>Takes an order's lines from stock and notes what it took; does nothing when it has them already.</summary>
    /// <returns>Why <paramref name="refuse"/> refused, or null when the lines are taken.</returns>
    public async Task<string?> TakeAsync(
        string orderId,
        IReadOnlyList<StockLine> lines,
        Func<IReadOnlyList<StockLevel>, string?> refuse,
        CancellationToken cancellation)
    {
        if (await db.StockReservations.AnyAsync(line => line.OrderId == orderId, cancellation))
        {
            return null;
        }
        var rows = await LockAsync([.. lines.Select(line => line.Sku)], cancellation);
        if (refuse([.. rows.Select(row => new StockLevel(row.Sku, row.Available))]) is { } reason)
        {
            return reason;
        }
        foreach (var (sku, quantity) in lines)
        {
            // There is so much, so it is no more than a column of stock holds.
            var pieces = checked((int)quantity);
            await AddAsync(sku, -pieces, cancellation);
            db.StockReservations.Add(
                new StockReservationRow { OrderId = orderId, Sku = sku, Quantity = pieces, Released = false });
        }
        return null;
    }

    /// <summary>Puts back what an order still holds.</summary>
    public async Task ReleaseAsync(string orderId, CancellationToken cancellation)
    {
        var held = await db.StockReservations
            .FromSql(
                $"update stock_reservations set released = true where order_id = {orderId} and not released returning *")
            .AsNoTracking()
            .ToListAsync(cancellation);
        if (held.Count == 0)
        {
            return;
        }
        await LockAsync([.. held.Select(line => line.Sku)], cancellation);
        foreach (var line in held)
        {
            await AddAsync(line.Sku, line.Quantity, cancellation);
        }
    }

    /// <summary>Sorts, then locks: everybody meets the rows in the same order.</summary>
    private Task<List<StockRow>> LockAsync(string[] skus, CancellationToken cancellation) =>
        db.Stock
            .FromSql($"select sku, available from stock where sku = any({skus}) order by sku for update")
            .AsNoTracking()
            .ToListAsync(cancellation);

    private Task<int> AddAsync(string sku, int quantity, CancellationToken cancellation) =>
        db.Stock
            .Where(stock => stock.Sku == sku)
            .ExecuteUpdateAsync(
                row => row.SetProperty(column => column.Available, column => column.Available + quantity),
                cancellation);
}
