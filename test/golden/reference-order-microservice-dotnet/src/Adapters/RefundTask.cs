using Chassis;
using Domain;

namespace Adapters;

/// <summary>Looks for refunds that are due, again and again, until the service stops.</summary>
internal sealed class RefundTask(
    IServiceScopeFactory scopes, Settings settings, Lifecycle lifecycle, ILogger<RefundTask> logger)
    : BackgroundTask(lifecycle, logger)
{
    private const int RoundSize = 50;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await SettleAsync(stopping);
            await Task.Delay(settings.RefundInterval, stopping);
        }
    }

    private async Task SettleAsync(CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var refunds = scope.ServiceProvider.GetRequiredService<Refunds>();
        var (refunded, failed) = await refunds.SettleDueAsync(RoundSize, stopping);
        if (refunded.Count > 0)
        {
            logger.LogInformation("orders refunded: {Orders}", string.Join(", ", refunded));
        }
        foreach (var (orderId, error) in failed)
        {
            logger.LogWarning(error, "the refund of order {OrderId} is still due", orderId);
        }
    }
}
