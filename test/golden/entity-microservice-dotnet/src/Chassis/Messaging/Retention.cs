using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chassis.Messaging;

/// <summary>Forgets old outbox and inbox rows, and measures how many events wait.</summary>
internal sealed class Retention(IServiceScopeFactory scopes, MessagingMetrics metrics, ILogger<Retention> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    /// <summary>Published events can be replayed for this long (see docs/runbook.md).</summary>
    private static readonly TimeSpan OutboxRetention = TimeSpan.FromDays(7);
    /// <summary>A message that comes back later than this would be handled again.</summary>
    private static readonly TimeSpan InboxRetention = TimeSpan.FromDays(30);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var pause = Interval;
            try
            {
                await ForgetAsync(stopping);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                logger.RetentionFailed(failure);
                pause = RestartDelay;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ForgetAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<MessagingContext>().Db;
        await context.Database.ExecuteSqlAsync(
            $"delete from outbox where published_at < now() - {OutboxRetention}", cancellation);
        await context.Database.ExecuteSqlAsync(
            $"delete from inbox where handled_at < now() - {InboxRetention}", cancellation);
        metrics.OutboxPending = await context.Set<OutboxRow>().LongCountAsync(row => row.PublishedAt == null, cancellation);
    }
}
