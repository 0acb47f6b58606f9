using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chassis;

/// <summary>Work that goes on beside requests: begun once the service has started, and again, after a pause, when it throws.</summary>
public abstract class BackgroundTask(Lifecycle lifecycle, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan restartDelay = TimeSpan.FromSeconds(1);

    /// <summary>Returns soon after <paramref name="stopping"/> is cancelled.</summary>
    protected abstract Task RunAsync(CancellationToken stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await lifecycle.Started.WaitAsync(stoppingToken);
                await RunAsync(stoppingToken);
                return;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                logger.LogError(error, "the background task {Task} failed; starting it again", GetType().Name);
                await Task.Delay(restartDelay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
