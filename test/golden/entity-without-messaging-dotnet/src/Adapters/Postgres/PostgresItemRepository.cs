using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>Items in PostgreSQL.</summary>
public sealed class PostgresItemRepository(ServiceDbContext db) : IItemRepository
{
    public async Task InsertAsync(Item item, CancellationToken cancellation)
    {
        db.Add(item);
        await db.SaveChangesAsync(cancellation);
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

    public async Task<bool> UpdateAsync(Item item, CancellationToken cancellation)
    {
        var changed = await db.Items
            .Where(row => row.Id == item.Id && row.Version == item.Version - 1)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(one => one.Name, item.Name)
                    .SetProperty(one => one.Description, item.Description)
                    .SetProperty(one => one.UpdatedAt, item.UpdatedAt)
                    .SetProperty(one => one.Version, item.Version),
                cancellation);
        return changed > 0;
    }

    public async Task<bool> DeleteAsync(Item item, CancellationToken cancellation)
    {
        var deleted = await db.Items
            .Where(row => row.Id == item.Id && row.Version == item.Version)
            .ExecuteDeleteAsync(cancellation);
        return deleted > 0;
    }
}
