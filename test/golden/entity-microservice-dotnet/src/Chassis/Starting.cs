using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chassis;

/// <summary>Where the server listens, which differs from the configured port when that is 0.</summary>
internal sealed class ListeningPort(IServer server, ChassisOptions options)
{
    public int Value
    {
        get
        {
            var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            return address is null ? options.Port : new Uri(address.Replace("//*", "//localhost").Replace("//+", "//localhost")).Port;
        }
    }
}

/// <summary>Reaches what the service relies on while it listens already; requests are answered once that is done.</summary>
internal sealed class Starting(
    IEnumerable<IStartStep> steps,
    Lifecycle lifecycle,
    IHostApplicationLifetime application,
    ListeningPort listening,
    ILogger<Starting> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var step in steps) await step.RunAsync(stoppingToken);
            var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = application.ApplicationStarted.Register(listens.SetResult);
            await listens.Task.WaitAsync(stoppingToken);
            lifecycle.MarkStarted();
            logger.LogInformation("started on port {Port}", listening.Value);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // It stops before it has started.
        }
        catch (Exception error)
        {
            logger.LogCritical(error, "cannot start");
            lifecycle.MarkFailed(error);
        }
    }
}
