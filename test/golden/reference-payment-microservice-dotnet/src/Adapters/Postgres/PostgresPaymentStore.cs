using Chassis.Messaging;
using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>Payments in PostgreSQL: a payment and its outbox row change in one transaction.</summary>
internal sealed class PostgresPaymentStore(ServiceDbContext db, IOutbox outbox) : IPaymentStore
{
    public async Task<KeyedPayment?> FindByKeyAsync(
        string idempotencyKey, CancellationToken cancellation = default)
    {
        var row = await db.Payments
            .AsNoTracking()
            .SingleOrDefaultAsync(payment => payment.IdempotencyKey == idempotencyKey, cancellation);
        return row is null ? null : new KeyedPayment(row.ToPayment(), row.Fingerprint);
    }

    public async Task<KeyedPayment> AddOnceAsync(
        string idempotencyKey, KeyedPayment entry, PaymentEvent made, CancellationToken cancellation = default)
    {
        var added = await db.InTransactionAsync(
            async () =>
            {
                var isFirst = await InsertAsync(idempotencyKey, entry, cancellation);
                if (isFirst)
                {
                    Publish(made);
                }
                return isFirst;
            },
            cancellation);
        return added
            ? entry
            : await FindByKeyAsync(idempotencyKey, cancellation)
                ?? throw new InvalidOperationException($"The payment under the key {idempotencyKey} is gone");
    }

    public Task<Payment?> ChangeAsync(
        string id, Func<Payment, PaymentChange?> decide, CancellationToken cancellation = default) =>
        db.InTransactionAsync(
            async () =>
            {
                var current = await LockAsync(id, cancellation);
                if (current is null || decide(current) is not { } change)
                {
                    return current;
                }
                await db.Payments
                    .Where(payment => payment.Id == id)
                    .ExecuteUpdateAsync(
                        row => row.SetProperty(column => column.Status, change.Payment.Status), cancellation);
                Publish(change.Event);
                return change.Payment;
            },
            cancellation);

    public async Task<Payment?> FindAsync(string id, CancellationToken cancellation = default)
    {
        var row = await db.Payments.AsNoTracking().SingleOrDefaultAsync(payment => payment.Id == id, cancellation);
        return row?.ToPayment();
    }

    public Task<Page<Payment>> ListAsync(
        string? orderId, PageRequest page, CancellationToken cancellation = default)
    {
        var payments = orderId is null ? db.Payments : db.Payments.Where(payment => payment.OrderId == orderId);
        return payments.PageAsync(page, row => row.ToPayment(), cancellation);
    }

    /// <summary>A rival under the same key waits here until this transaction ends, then inserts nothing.</summary>
    /// <returns>Whether it was the first under its key.</returns>
    private async Task<bool> InsertAsync(string idempotencyKey, KeyedPayment entry, CancellationToken cancellation)
    {
        var (payment, fingerprint) = entry;
        var inserted = await db.Database.ExecuteSqlAsync(
            $"""
            insert into payments (
                id, order_id, amount_minor, currency, method, status, reason, idempotency_key, fingerprint, created_at)
            values (
                {payment.Id}, {payment.OrderId}, {payment.Money.MinorUnits}, {payment.Money.Currency}, {payment.Method},
                {payment.Status.ToString()}, {payment.Reason}, {idempotencyKey}, {fingerprint}, {payment.CreatedAt})
            on conflict (idempotency_key) do nothing
            """,
            cancellation);
        return inserted == 1;
    }

    private async Task<Payment?> LockAsync(string id, CancellationToken cancellation)
    {
        var rows = await db.Payments
            .FromSql(
                $"""
                select id, order_id, amount_minor, currency, method, status, reason, idempotency_key, fingerprint, created_at
                from payments
                where id = {id}
                for update
                """)
            .AsNoTracking()
            .ToListAsync(cancellation);
        return rows.SingleOrDefault()?.ToPayment();
    }

    private void Publish(PaymentEvent happened) =>
        outbox.Add(new OutgoingEvent(happened.Type, happened.Subject, happened.Data));
}
