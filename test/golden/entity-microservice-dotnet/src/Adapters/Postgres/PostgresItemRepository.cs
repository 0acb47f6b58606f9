using Chassis.Messaging;
using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>Items in PostgreSQL; their events go through the outbox in the same transaction.</summary>
public sealed class PostgresItemRepository(ServiceDbContext db, IOutbox outbox) : IItemRepository
{
    public async Task InsertAsync(Item item, DomainEvent happened, CancellationToken cancellation)
    {
        db.Add(item);
        await TellAsync(happened, cancellation);
    }

    public Task<Item?> FindAsync(Guid id, CancellationToken cancellation) =>
        db.Items.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation);

    public async Task<IReadOnlyList<Item>> ListAsync(int limit, Position? after, CancellationToken cancellation)
    {
        var rows = db.Items.AsNoTracking();
        if (after is not null)
        {
            rows = rows.Where(row => EF.Functions.GreaterThan(
                ValueTuple.Create(row.CreatedAt, row.Id),
                ValueTuple.Create(after.CreatedAt, after.Id)));
        }
        return await rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).Take(limit).ToListAsync(cancellation);
    }

    public async Task<bool> UpdateAsync(Item item, DomainEvent happened, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var changed = await db.Items
            .Where(row => row.Id == item.Id && row.Version == item.Version - 1)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(one => one.Name, item.Name)
                    .SetProperty(one => one.Description, item.Description)
                    .SetProperty(one => one.UpdatedAt, item.UpdatedAt)
                    .SetProperty(one => one.Version, item.Version),
                cancellation);
        if (changed == 0) return false;
        await TellAsync(happened, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    public async Task<bool> DeleteAsync(Item item, DomainEvent happened, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var deleted = await db.Items
            .Where(row => row.Id == item.Id && row.Version == item.Version)
            .ExecuteDeleteAsync(cancellation);
        if (deleted == 0) return false;
        await TellAsync(happened, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Saves what was changed together with the event.</summary>
    private async Task TellAsync(DomainEvent happened, CancellationToken cancellation)
    {
        outbox.Add(new OutgoingEvent(happened.Type, happened.Subject, happened.Data));
        await db.SaveChangesAsync(cancellation);
    }
}
