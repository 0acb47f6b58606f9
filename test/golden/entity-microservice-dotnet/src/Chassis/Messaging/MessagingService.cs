using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace Chassis.Messaging;

/// <summary>
/// Starts messaging once the database is migrated, which is the start step before; the broker may be away. Stops it after
/// HTTP: consumers first, since what they do may add events, then the outbox, then the connection.
/// </summary>
internal sealed class MessagingService(
    Broker broker,
    OutboxRelay relay,
    OutboxWake wake,
    Retention retention,
    MessagingTopology topology,
    IEnumerable<ConsumerRunner> consumers) : IStartStep, IHostedService, IDisposable
{
    private readonly ConsumerRunner[] runners = [.. consumers];
    private readonly CancellationTokenSource ending = new();
    private Task forgetting = Task.CompletedTask;

    public Task RunAsync(CancellationToken stopping)
    {
        if (ending.IsCancellationRequested) return Task.CompletedTask;
        relay.Start();
        broker.Start(SetUpAsync, wake.Set);
        forgetting = retention.RunAsync(ending.Token);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await ending.CancelAsync();
        await forgetting.WaitAsync(cancellationToken);
        await Task.WhenAll(runners.Select(runner => runner.StopAsync(cancellationToken))).WaitAsync(cancellationToken);
        await relay.StopAsync().WaitAsync(cancellationToken);
        await broker.CloseAsync().WaitAsync(cancellationToken);
    }

    public void Dispose() => ending.Dispose();

    private async Task SetUpAsync(BrokerConnection connection, CancellationToken cancellation)
    {
        var channel = await connection.Connection.CreateChannelAsync(cancellationToken: cancellation);
        await channel.ExchangeDeclareAsync(
            topology.Exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellation);
        await channel.CloseAsync(cancellation);
        foreach (var runner in runners) await runner.SubscribeAsync(connection, cancellation);
    }
}
