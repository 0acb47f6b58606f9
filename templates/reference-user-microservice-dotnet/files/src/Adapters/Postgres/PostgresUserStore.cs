using System.Text.Json;
using Chassis.Messaging;
using Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Adapters.Postgres;

/// <summary>Users in PostgreSQL: state, history and outbox change in one transaction.</summary>
internal sealed class PostgresUserStore(ServiceDbContext db, IOutbox outbox, IEventStore history) : IUserStore
{
    private const string Aggregate = "user";

    public async Task AddAsync(User user, UserEvent created, CancellationToken cancellation = default)
    {
        try
        {
            await db.InTransactionAsync(
                async () =>
                {
                    db.Users.Add(UserRow.Of(user));
                    return await RecordAsync(expectedVersion: 0, created, cancellation);
                },
                cancellation);
        }
        catch (Exception error) when (IsEmailTaken(error))
        {
            throw new EmailTakenException(user.Email);
        }
    }

    public async Task<UserChange?> ChangeAsync(
        string id, Func<User, UserChange> decide, CancellationToken cancellation = default)
    {
        UserChange? change = null;
        try
        {
            await db.InTransactionAsync(
                async () =>
                {
                    var row = await LockAsync(id, cancellation);
                    if (row is null)
                    {
                        return 0;
                    }
                    change = decide(row.ToUser());
                    await KeepAsync(id, change.User, cancellation);
                    return await RecordAsync(row.Version, change.Event, cancellation);
                },
                cancellation);
        }
        catch (Exception error) when (IsEmailTaken(error))
        {
            throw new EmailTakenException(change?.User?.Email ?? "");
        }
        return change;
    }

    public async Task<User?> FindAsync(string id, CancellationToken cancellation = default)
    {
        var row = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellation);
        return row?.ToUser();
    }

    public Task<Page<User>> ListAsync(PageRequest page, CancellationToken cancellation = default) =>
        db.Users.PageAsync(page, row => row.ToUser(), cancellation);

    public async Task<IReadOnlyList<StoredUserEvent>> HistoryAsync(
        string id, CancellationToken cancellation = default)
    {
        var events = await history.ReadAsync(id, cancellation);
        return
        [
            .. events.Select(stored => new StoredUserEvent(
                stored.Version, new UserEvent(stored.Type, id, DataOf(stored)))),
        ];
    }

    /// <summary>Only this class writes them, so their shape is known.</summary>
    private static IUserEventData DataOf(StoredEvent stored)
    {
        IUserEventData? data = stored.Type == UserEvent.Deleted
            ? stored.Data.Deserialize<UserRemoval>()
            : stored.Data.Deserialize<UserSnapshot>();
        return data ?? throw new InvalidOperationException($"The event {stored.Type} is empty");
    }

    /// <summary>Writers of one user queue up on its row, so each sees the version the one before it left.</summary>
    private async Task<UserRow?> LockAsync(string id, CancellationToken cancellation)
    {
        var rows = await db.Users
            .FromSql(
                $"""
                select id, name, email, email_key, profile, version, created_at
                from users
                where id = {id}
                for update
                """)
            .AsNoTracking()
            .ToListAsync(cancellation);
        return rows.SingleOrDefault();
    }

    private async Task KeepAsync(string id, User? user, CancellationToken cancellation)
    {
        var stored = db.Users.Where(row => row.Id == id);
        if (user is null)
        {
            await stored.ExecuteDeleteAsync(cancellation);
            return;
        }
        var changed = UserRow.Of(user);
        await stored.ExecuteUpdateAsync(
            row => row
                .SetProperty(column => column.Name, changed.Name)
                .SetProperty(column => column.Email, changed.Email)
                .SetProperty(column => column.EmailKey, changed.EmailKey)
                .SetProperty(column => column.Profile, changed.Profile)
                .SetProperty(column => column.Version, changed.Version),
            cancellation);
    }

    private Task<int> RecordAsync(int expectedVersion, UserEvent happened, CancellationToken cancellation)
    {
        outbox.Add(new OutgoingEvent(happened.Type, happened.Subject, happened.Data));
        return history.AppendAsync(
            Aggregate, happened.Subject, expectedVersion, [new NewEvent(happened.Type, happened.Data)], cancellation);
    }

    private static bool IsEmailTaken(Exception error) =>
        (error as PostgresException ?? error.InnerException as PostgresException) is
        {
            SqlState: PostgresErrorCodes.UniqueViolation,
            ConstraintName: ServiceDbContext.UniqueEmail,
        };
}
