using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Chassis;

/// <summary>A piece of the chassis' own schema, made once before the service's migrations, in the order of the names.</summary>
public sealed record ChassisMigration(string Name, string Sql);

/// <summary>Says when the database was reached and is up to date.</summary>
public sealed class DatabaseReady
{
    private readonly TaskCompletionSource migrated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Migrated => migrated.Task;

    internal void MarkMigrated() => migrated.TrySetResult();
}

/// <summary>
/// Waits for the database as long as it takes and brings it up to date. Safe when several replicas start at once: one of them
/// migrates while it holds an advisory lock. A version may start on a database that a later one has migrated, as a rollback
/// does; migrations only expand the schema until no running version needs the old shape (docs/runbook.md).
/// </summary>
internal sealed class DatabaseStart<TContext>(
    ServiceDatabase database,
    IEnumerable<ChassisMigration> chassis,
    IServiceScopeFactory scopes,
    DatabaseReady ready,
    ILogger<DatabaseReady> logger) : IStartStep
    where TContext : DbContext
{
    private static readonly TimeSpan retryDelay = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await MigrateAsync(stopping);
                ready.MarkMigrated();
                return;
            }
            catch (Exception error) when (!stopping.IsCancellationRequested && DatabaseProblems.IsUnavailable(error))
            {
                logger.LogWarning("waiting for the database: {Reason}", error.Message);
                await Task.Delay(retryDelay, stopping);
            }
        }
    }

    private async Task MigrateAsync(CancellationToken stopping)
    {
        await using var connection = await database.Patient.OpenConnectionAsync(stopping);
        // Given back with the connection, at the latest.
        await ExecuteAsync(connection, "select pg_advisory_lock(hashtext('migrations of ' || current_schema()))", stopping);
        try
        {
            await MigrateChassisAsync(connection, stopping);
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<TContext>();
            context.Database.SetCommandTimeout(TimeSpan.Zero);
            await context.Database.MigrateAsync(stopping);
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock_all()", CancellationToken.None);
        }
    }

    private async Task MigrateChassisAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        var pieces = chassis.OrderBy(piece => piece.Name, StringComparer.Ordinal).ToArray();
        if (pieces.Length == 0) return;
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await ExecuteAsync(connection, "create table if not exists chassis_migration (name text primary key, done_at timestamptz not null default now())", stopping);
        foreach (var piece in pieces)
        {
            await using var note = new NpgsqlCommand("insert into chassis_migration (name) values ($1) on conflict do nothing", connection);
            note.Parameters.Add(new NpgsqlParameter { Value = piece.Name });
            if (await note.ExecuteNonQueryAsync(stopping) > 0) await ExecuteAsync(connection, piece.Sql, stopping);
        }
        await transaction.CommitAsync(stopping);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken stopping)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stopping);
    }
}
