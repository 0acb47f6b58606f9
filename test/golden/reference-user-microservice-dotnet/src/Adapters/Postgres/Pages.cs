using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>Rows that are listed page by page.</summary>
public interface IListed
{
    string Id { get; }

    DateTimeOffset CreatedAt { get; }
}

internal static class Pages
{
    /// <summary>One page of rows, the oldest first.</summary>
    public static async Task<Page<TItem>> PageAsync<TRow, TItem>(
        this IQueryable<TRow> rows, PageRequest page, Func<TRow, TItem> itemOf, CancellationToken cancellation)
        where TRow : class, IListed
    {
        if (page.Cursor is not null)
        {
            var after = PageCursor.Parse(page.Cursor);
            rows = rows.Where(row => EF.Functions.GreaterThan(
                ValueTuple.Create(row.CreatedAt, row.Id), ValueTuple.Create(after.CreatedAt, after.Id)));
        }
        // One more than the page holds tells whether there is another.
        var found = await rows
            .AsNoTracking()
            .OrderBy(row => row.CreatedAt)
            .ThenBy(row => row.Id)
            .Take(page.Limit + 1)
            .ToListAsync(cancellation);
        var kept = found.Take(page.Limit).ToList();
        var next = found.Count > page.Limit ? new PageCursor(kept[^1].CreatedAt, kept[^1].Id).ToString() : null;
        return new Page<TItem>([.. kept.Select(itemOf)], next);
    }
}
