using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

internal static class Transactions
{
    /// <summary>
    /// Runs work in one transaction, saves what it added to the context and commits; nothing is kept when it throws.
    /// </summary>
    public static async Task<TResult> InTransactionAsync<TResult>(
        this DbContext context, Func<Task<TResult>> work, CancellationToken cancellation)
    {
        // What an earlier transaction left behind when it failed is not part of this one.
        context.ChangeTracker.Clear();
        // Nobody goes back to a point within: a savepoint would only be one more round trip.
        context.Database.AutoSavepointsEnabled = false;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var result = await work();
        // Nobody works on with what is saved, so it need not be made ready for it.
        await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellation);
        await transaction.CommitAsync(cancellation);
        context.ChangeTracker.Clear();
        return result;
    }
}
