using System.Diagnostics;
using Npgsql;

namespace Chassis;

/// <summary>The connections to the database of a running service.</summary>
public sealed class ServiceDatabase : IAsyncDisposable
{
    /// <summary>Shorter than the timeouts of those who poll readiness.</summary>
    private static readonly TimeSpan healthTimeout = TimeSpan.FromSeconds(1.5);

    public ServiceDatabase(DatabaseOptions options)
    {
        Source = SourceOf(options.ConnectionString);
        // Of its own: a pool that is busy with requests is no reason to send them elsewhere.
        Health = SourceOf(new NpgsqlConnectionStringBuilder(options.ConnectionString) { MaxPoolSize = 1, CommandTimeout = 2, Timeout = 2 }.ConnectionString);
        // Migrations may take as long as they need, and leave nothing behind.
        Patient = SourceOf(new NpgsqlConnectionStringBuilder(options.ConnectionString) { MaxPoolSize = 2, CommandTimeout = 0, NoResetOnClose = false }.ConnectionString);
    }

    public NpgsqlDataSource Source { get; }

    internal NpgsqlDataSource Patient { get; }

    private NpgsqlDataSource Health { get; }

    /// <summary>Whether the database executes a statement now.</summary>
    public async ValueTask<bool> AnswersAsync(CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(healthTimeout);
        try
        {
            await using var connection = await Health.OpenConnectionAsync(limited.Token).AsTask().WaitAsync(limited.Token);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(limited.Token).WaitAsync(limited.Token);
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Patient.DisposeAsync();
        await Health.DisposeAsync();
    }

    private static NpgsqlDataSource SourceOf(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
#if NET10_0_OR_GREATER
        // Background polls have no trace to belong to and get no span.
        builder.ConfigureTracing(tracing => tracing
            .ConfigureCommandFilter(_ => Activity.Current is not null)
            .ConfigureCommandSpanNameProvider(command => OperationOf(command.CommandText))
            .ConfigureBatchFilter(_ => Activity.Current is not null)
            .ConfigureBatchSpanNameProvider(batch => OperationOf(batch.BatchCommands[0].CommandText)));
#endif
        return builder.Build();
    }

#if NET10_0_OR_GREATER
    /// <summary>Such as <c>SELECT</c>.</summary>
    private static string OperationOf(string sql) => sql.TrimStart().Split((char[]?)null, 2)[0].ToUpperInvariant();
#endif
}
