using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chassis;

public static class ServiceRunner
{
    /// <summary>
    /// Runs a service until SIGTERM or SIGINT, then stops it gracefully: it leaves Consul, goes on serving for a while, and
    /// finishes what it has in hand.
    /// </summary>
    /// <returns>
    /// The exit code: 0 when everything was finished within the grace period, 1 when something had to be cut off or the
    /// service could not start.
    /// </returns>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        var lifecycle = app.Services.GetRequiredService<Lifecycle>();
        var options = app.Services.GetRequiredService<ChassisOptions>();
        var logger = app.Services.GetRequiredService<ILogger<Lifecycle>>();
        var stopRequested = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminated = OnSignal(PosixSignal.SIGTERM, stopRequested);
        using var interrupted = OnSignal(PosixSignal.SIGINT, stopRequested);
        await using var stopping = app.Lifetime.ApplicationStopping.Register(() => stopRequested.TrySetResult());

        await app.StartAsync();
        await Task.WhenAny(stopRequested.Task, lifecycle.Failed);

        logger.LogInformation("stopping");
        using var grace = new CancellationTokenSource(options.ShutdownGrace);
        var isClean = await StopAsync(app, lifecycle, options, logger, grace.Token);
        return isClean && !lifecycle.Failed.IsCompleted ? 0 : 1;
    }

    private static async Task<bool> StopAsync(WebApplication app, Lifecycle lifecycle, ChassisOptions options, ILogger logger, CancellationToken cutOff)
    {
        lifecycle.MarkDraining();
        try
        {
            if (app.Services.GetService<ConsulRegistration>() is { } registration && lifecycle.IsStarted) await registration.LeaveAsync().WaitAsync(cutOff);
            // Somebody else stops it, as tests do.
            if (app.Lifetime.ApplicationStopping.IsCancellationRequested) return true;
            await Task.Delay(options.ShutdownDrain, cutOff);
            await app.StopAsync(cutOff);
            cutOff.ThrowIfCancellationRequested();
            await app.DisposeAsync().AsTask().WaitAsync(cutOff);
            return true;
        }
        catch (OperationCanceledException) when (cutOff.IsCancellationRequested)
        {
            logger.LogError("the grace period is over; cutting off what is left");
            return false;
        }
        catch (Exception error)
        {
            logger.LogError(error, "stopping failed");
            return false;
        }
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, TaskCompletionSource stopRequested) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stopRequested.TrySetResult();
        });
}

/// <summary>Signals are the runner's: the host's own lifetime would stop at once, without draining.</summary>
internal sealed class RunnerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
