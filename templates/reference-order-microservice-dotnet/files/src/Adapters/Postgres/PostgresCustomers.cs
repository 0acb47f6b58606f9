using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>The projection of the user service's events.</summary>
internal sealed class PostgresCustomers(ServiceDbContext db) : ICustomerDirectory
{
    public async Task<Customer?> FindAsync(string userId, CancellationToken cancellation = default)
    {
        var row = await db.Customers
            .AsNoTracking()
            .SingleOrDefaultAsync(customer => customer.UserId == userId, cancellation);
        return row?.ToCustomer();
    }

    /// <summary>
    /// Keeps what an event said, unless something newer is known: events can overtake one another on the way here. In the
    /// transaction that the context is in.
    /// </summary>
    public async Task LearnAsync(Customer customer, CancellationToken cancellation)
    {
        var (userId, name, email, version, removed) = customer;
        var inserted = await db.Database.ExecuteSqlAsync(
            $"""
            insert into customers (user_id, name, email, version, removed)
            values ({userId}, {name}, {email}, {version}, {removed})
            on conflict (user_id) do nothing
            """,
            cancellation);
        if (inserted == 1)
        {
            return;
        }
        var known = await db.Customers
            .FromSql(
                $"""
                select user_id, name, email, version, removed
                from customers
                where user_id = {userId}
                for update
                """)
            .AsNoTracking()
            .ToListAsync(cancellation);
        if (!customer.Supersedes(known.SingleOrDefault()?.ToCustomer()))
        {
            return;
        }
        await db.Customers
            .Where(row => row.UserId == userId)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(column => column.Name, name)
                    .SetProperty(column => column.Email, email)
                    .SetProperty(column => column.Version, version)
                    .SetProperty(column => column.Removed, removed),
                cancellation);
    }
}
