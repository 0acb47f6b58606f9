using Microsoft.EntityFrameworkCore;

namespace Chassis.Messaging;

/// <summary>The inbox in the service's own database.</summary>
internal sealed class DatabaseInbox(DbContext context, string queue, string eventId) : Inbox
{
    public override async Task<bool> OnceAsync(Func<Task> work, CancellationToken cancellation = default)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        // A concurrent delivery of the same event waits here until this transaction ends, then inserts nothing.
        var inserted = await context.Database.ExecuteSqlAsync(
            $"insert into inbox (queue, event_id) values ({queue}, {eventId}) on conflict do nothing",
            cancellation);
        if (inserted == 0) return false;
        await work();
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    public override Task<bool> SeenAsync(CancellationToken cancellation = default) =>
        context.Set<InboxRow>().AnyAsync(row => row.Queue == queue && row.EventId == eventId, cancellation);
}
