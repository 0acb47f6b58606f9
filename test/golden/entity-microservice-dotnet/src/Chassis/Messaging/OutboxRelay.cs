using System.Diagnostics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chassis.Messaging;

/// <summary>
/// Publishes what is in the outbox, at least once, each subject's events in order. Several replicas may relay at once: each
/// locks the first waiting event of different subjects.
/// </summary>
internal sealed class OutboxRelay(
    IServiceScopeFactory scopes,
    IBroker broker,
    MessagingTopology topology,
    OutboxWake wake,
    MessagingOptions options,
    ServiceIdentity service,
    MessagingMetrics metrics,
    ILogger<OutboxRelay> logger)
{
    private const int BatchSize = 100;
    /// <summary>How long a type of event that no queue wants is left alone before it is tried again.</summary>
    private static readonly TimeSpan UnroutablePause = TimeSpan.FromSeconds(5);

    /// <summary>Types that nobody listened to, and until when they are left alone.</summary>
    private readonly Dictionary<string, DateTimeOffset> paused = [];
    private volatile bool stopped;
    private Task loop = Task.CompletedTask;

    /// <summary>Starts publishing: when woken, and every <c>OUTBOX_POLL_MS</c> for what another process has left.</summary>
    public void Start() => loop = Task.Run(RunAsync);

    /// <summary>
    /// Publishes what is waiting, if the broker is up, and stops. What remains is published after the next start.
    /// </summary>
    public async Task StopAsync()
    {
        stopped = true;
        wake.Set();
        await loop;
        await PublishWaitingAsync();
    }

    private async Task RunAsync()
    {
        while (!stopped)
        {
            await PublishWaitingAsync();
            if (!stopped) await wake.WaitAsync(options.OutboxPoll);
        }
    }

    private async Task PublishWaitingAsync()
    {
        try
        {
            var found = true;
            while (found && broker.Up) found = await PublishBatchAsync();
        }
        catch (Exception failure)
        {
            logger.NotPublished(failure.Message);
        }
    }

    /// <returns>Whether there was anything to publish; what could not leave is not found again for a while.</returns>
    private async Task<bool> PublishBatchAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<MessagingContext>().Db;
        await using var transaction = await context.Database.BeginTransactionAsync();
        var events = await LockHeadsAsync(context);
        var results = await Task.WhenAll(events.Select(TryPublishAsync));
        var done = results.Where(IsDone).Select(result => result.Row.Position).ToArray();
        if (done.Length > 0)
        {
            await context.Database.ExecuteSqlAsync(
                $"update outbox set published_at = {DateTimeOffset.UtcNow} where position = any({done})");
        }
        await transaction.CommitAsync();
        if (results.FirstOrDefault(result => result.Failure is not null).Failure is { } failure)
        {
            throw new InvalidOperationException(failure.Message, failure);
        }
        return events.Count > 0;
    }

    /// <summary>The first waiting event of each subject: later ones wait for it, here and in every other replica.</summary>
    private async Task<List<OutboxRow>> LockHeadsAsync(DbContext context)
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var (type, until) in paused) if (until <= now) paused.Remove(type);
        var left = paused.Keys.ToArray();
        return await context.Set<OutboxRow>()
            .FromSql($"""
                select position, id, type, subject, data, traceparent, occurred_at, published_at
                from outbox as head
                where published_at is null and type <> all({left})
                    and not exists (
                        select from outbox as earlier
                        where earlier.subject = head.subject and earlier.position < head.position
                            and earlier.published_at is null and earlier.type <> all({left}))
                order by position
                limit {BatchSize}
                for update skip locked
                """)
            .AsNoTracking()
            .ToListAsync();
    }

    private async Task<PublishResult> TryPublishAsync(OutboxRow row)
    {
        try
        {
            return new PublishResult(row, await PublishAsync(row), null);
        }
        catch (Exception failure)
        {
            return new PublishResult(row, null, failure);
        }
    }

    /// <summary>Continues the trace of the request that caused the event.</summary>
    private async Task<Delivery> PublishAsync(OutboxRow row)
    {
        var exchange = topology.Exchange;
        using var activity = MessageTrace.Start($"publish {row.Type}", ActivityKind.Producer, row.Traceparent, null);
        activity?.SetTag("messaging.system", "rabbitmq");
        activity?.SetTag("messaging.operation.type", "send");
        activity?.SetTag("messaging.destination.name", exchange);
        activity?.SetTag("messaging.message.id", row.Id.ToString());
        try
        {
            var properties = CloudEvent.PropertiesOf(row, service.Name, MessageTrace.Headers(activity, row.Traceparent));
            return await broker.PublishAsync(
                exchange,
                CloudEvent.RoutingKeyOf(row.Type),
                Encoding.UTF8.GetBytes(row.Data),
                properties,
                CancellationToken.None);
        }
        catch (Exception failure)
        {
            MessageTrace.Fail(activity, failure);
            throw;
        }
    }

    /// <summary>
    /// An event that no queue wants is kept for <c>OUTBOX_UNROUTABLE_MS</c>: its consumers may be starting for the first time,
    /// or declaring their queues again on a new broker. After that nobody is taken to be interested.
    /// </summary>
    private bool IsDone(PublishResult result)
    {
        var (row, delivery, _) = result;
        if (delivery is null) return false;
        if (delivery == Delivery.Routed)
        {
            metrics.Published(row.Type, "published");
            return true;
        }
        if (DateTimeOffset.UtcNow - row.OccurredAt >= options.OutboxUnroutable)
        {
            metrics.Published(row.Type, "unroutable");
            logger.Unroutable(row.Id, row.Type);
            return true;
        }
        metrics.Published(row.Type, "returned");
        paused[row.Type] = DateTimeOffset.UtcNow + UnroutablePause;
        return false;
    }

    private readonly record struct PublishResult(OutboxRow Row, Delivery? Delivery, Exception? Failure);
}
