using System.Text;
using Npgsql;
using RabbitMQ.Client;

/// <summary>Publishes what is in the outbox by the same statements as the generated relay: confirmed, a hundred at a time.</summary>
internal sealed class OutboxRelay(NpgsqlDataSource database) : BackgroundService
{
    private const string exchange = "order_events";
    private const string waiting =
        """
        select position, id, type, subject, data, traceparent, occurred_at, published_at
        from outbox as head
        where published_at is null and type <> all($1)
            and not exists (
                select from outbox as earlier
                where earlier.subject = head.subject and earlier.position < head.position
                    and earlier.published_at is null and earlier.type <> all($1))
        order by position
        limit 100
        for update skip locked
        """;

    private readonly SemaphoreSlim signal = new(0, 1);

    public void Wake()
    {
        lock (signal)
        {
            if (signal.CurrentCount == 0) signal.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(Environment.GetEnvironmentVariable("AMQP_URL") ?? "") };
        await using var broker = await factory.CreateConnectionAsync(stoppingToken);
        var confirming = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);
        await using var channel = await broker.CreateChannelAsync(confirming, stoppingToken);
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, cancellationToken: stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            while (await PublishBatchAsync(channel, stoppingToken)) { }
            await signal.WaitAsync(TimeSpan.FromSeconds(1), stoppingToken);
        }
    }

    private async Task<bool> PublishBatchAsync(IChannel channel, CancellationToken stopping)
    {
        await using var connection = await database.OpenConnectionAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var rows = await LockAsync(connection, stopping);
        await Task.WhenAll(rows.Select(row => PublishAsync(channel, row, stopping).AsTask()));
        if (rows.Count > 0)
        {
            await using var done = new NpgsqlCommand("update outbox set published_at = $1 where position = any($2)", connection, transaction);
            done.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = DateTime.UtcNow });
            done.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.Position)] });
            await done.ExecuteNonQueryAsync(stopping);
        }
        await transaction.CommitAsync(stopping);
        return rows.Count > 0;
    }

    private static async Task<List<Row>> LockAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        await using var command = new NpgsqlCommand(waiting, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [] });
        await using var reader = await command.ExecuteReaderAsync(stopping);
        var rows = new List<Row>();
        while (await reader.ReadAsync(stopping))
        {
            rows.Add(new Row(reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetDateTime(6)));
        }
        return rows;
    }

    private static ValueTask PublishAsync(IChannel channel, Row row, CancellationToken stopping)
    {
        var id = row.Id.ToString();
        var properties = new BasicProperties
        {
            MessageId = id,
            Type = row.Type,
            AppId = "peer",
            ContentType = "application/json",
            Persistent = true,
            Timestamp = new AmqpTimestamp(new DateTimeOffset(row.OccurredAt).ToUnixTimeSeconds()),
            Headers = new Dictionary<string, object?>
            {
                ["cloudEvents:specversion"] = "1.0",
                ["cloudEvents:id"] = id,
                ["cloudEvents:source"] = "/peer",
                ["cloudEvents:type"] = row.Type,
                ["cloudEvents:subject"] = row.Subject,
                ["cloudEvents:time"] = row.OccurredAt.ToString("O"),
            },
        };
        return channel.BasicPublishAsync(exchange, "ordercreatedevent", mandatory: true, properties, Encoding.UTF8.GetBytes(row.Data), stopping);
    }

    private sealed record Row(long Position, Guid Id, string Type, string Subject, string Data, DateTime OccurredAt);
}
