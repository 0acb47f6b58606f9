using System.Web;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Chassis.Messaging;

/// <summary>One connection to RabbitMQ that comes back by itself, and a channel to publish with confirms.</summary>
internal sealed class Broker(
    MessagingOptions options,
    ServiceIdentity service,
    MessagingMetrics metrics,
    ILogger<Broker> logger) : IBroker, IAsyncDisposable
{
    /// <summary>A confirm later than this counts as lost; the event stays in the outbox and is published again.</summary>
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    /// <summary>Reconnects start here and double up to the maximum, with jitter.</summary>
    private static readonly TimeSpan FirstReconnectDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestReconnectDelay = TimeSpan.FromSeconds(5);
    /// <summary>Finds a broker that vanished without closing its sockets, within two beats.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource closing = new();
    private Task running = Task.CompletedTask;
    private volatile IChannel? publisher;
    private volatile bool blocked;
    private bool closed;

    public bool Up => publisher is not null && !blocked;

    /// <summary>Connects, and reconnects for ever with backoff. Returns at once.</summary>
    /// <param name="setUp">Runs on each new connection; when it throws, the connection is given up and tried again.</param>
    /// <param name="onConnect">Runs whenever messages can be published again.</param>
    public void Start(Func<BrokerConnection, CancellationToken, Task> setUp, Action onConnect) =>
        running = KeepConnectedAsync(setUp, onConnect, closing.Token);

    public async Task<Delivery> PublishAsync(
        string exchange,
        string routingKey,
        ReadOnlyMemory<byte> body,
        BasicProperties properties,
        CancellationToken cancellation)
    {
        var channel = publisher;
        if (channel is null || blocked) throw new InvalidOperationException("the broker is down");
        properties.Persistent = true;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(ConfirmTimeout);
        try
        {
            await channel.BasicPublishAsync(exchange, routingKey, mandatory: true, properties, body, timeout.Token);
            return Delivery.Routed;
        }
        catch (PublishException failure) when (failure.IsReturn)
        {
            return Delivery.Unroutable;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("the broker did not confirm in time");
        }
    }

    public async Task CloseAsync()
    {
        if (closed) return;
        closed = true;
        await closing.CancelAsync();
        await running;
        closing.Dispose();
    }

    public ValueTask DisposeAsync() => new(CloseAsync());

    private async Task KeepConnectedAsync(
        Func<BrokerConnection, CancellationToken, Task> setUp,
        Action onConnect,
        CancellationToken stopping)
    {
        var delay = FirstReconnectDelay;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await ConnectAsync(stopping);
                var current = Watch(connection, onConnect);
                await SetUpAsync(current, setUp, stopping);
                delay = FirstReconnectDelay;
                onConnect();
                var reason = await current.Ended.WaitAsync(stopping);
                Down();
                logger.Lost(reason);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                logger.NotReached(failure.Message);
            }
            finally
            {
                Down();
            }
            await Task.Delay(delay * (0.5 + Random.Shared.NextDouble()), stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestReconnectDelay.Ticks));
        }
    }

    private Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        var factory = new ConnectionFactory
        {
            Uri = options.AmqpUrl,
            // The library's own recovery knows what was declared, but not that a queue was deleted meanwhile.
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = ConnectTimeout,
            RequestedHeartbeat = HeartbeatOf(options.AmqpUrl),
        };
        return factory.CreateConnectionAsync(service.Id, cancellation);
    }

    private BrokerConnection Watch(IConnection connection, Action onConnect)
    {
        connection.ConnectionBlockedAsync += (_, reason) =>
        {
            blocked = true;
            logger.Blocked(reason.Reason);
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            blocked = false;
            onConnect();
            return Task.CompletedTask;
        };
        return new BrokerConnection(connection);
    }

    private async Task SetUpAsync(
        BrokerConnection connection,
        Func<BrokerConnection, CancellationToken, Task> setUp,
        CancellationToken cancellation)
    {
        var confirming = new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true,
            // Those who publish wait for their confirms themselves; more at once than they are is not to be had.
            outstandingPublisherConfirmationsRateLimiter: null);
        var channel = await connection.OpenChannelAsync(confirming, cancellation);
        await setUp(connection, cancellation);
        blocked = false;
        publisher = channel;
        metrics.BrokerUp = true;
        logger.Connected();
    }

    private void Down()
    {
        publisher = null;
        metrics.BrokerUp = false;
    }

    private static TimeSpan HeartbeatOf(Uri url) =>
        int.TryParse(HttpUtility.ParseQueryString(url.Query)["heartbeat"], out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : Heartbeat;
}
