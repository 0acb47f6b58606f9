using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Chassis.Messaging;

/// <summary>Wakes the relay at the moment when others can see what was put into the outbox.</summary>
internal sealed class WakeOnCommit(OutboxWake wake) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    private readonly ConditionalWeakTable<DbContext, object> expected = new();

    /// <summary>Says that the context holds events; the relay itself commits as well, and must not wake itself.</summary>
    public void Expect(DbContext context) => expected.AddOrUpdate(context, this);

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
        Wake(eventData.Context);

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default)
    {
        Wake(eventData.Context);
        return Task.CompletedTask;
    }

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        WakeWithoutTransaction(eventData.Context);
        return result;
    }

    public ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default)
    {
        WakeWithoutTransaction(eventData.Context);
        return ValueTask.FromResult(result);
    }

    /// <summary>A single statement is saved without a transaction, so none is committed.</summary>
    private void WakeWithoutTransaction(DbContext? context)
    {
        if (context?.Database.CurrentTransaction is null) Wake(context);
    }

    private void Wake(DbContext? context)
    {
        if (context is not null && expected.Remove(context)) wake.Set();
    }
}
