using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chassis;

/// <summary>Keeps this instance registered in Consul: registers again when Consul has lost it or was away.</summary>
internal sealed class ConsulRegistration(
    ChassisOptions options,
    IHttpClientFactory clients,
    ListeningPort listening,
    Lifecycle lifecycle,
    Health health,
    ILogger<ConsulRegistration> logger) : BackgroundService
{
    /// <summary>A crashed instance is forgotten after this; one minute is the least that Consul accepts.</summary>
    private const string deregisterAfter = "1m";

    /// <summary>How often it is checked that Consul still knows this instance.</summary>
    private static readonly TimeSpan watchInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan requestTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Who follows Consul's catalogue, as the gateway does, has heard of a change by then.</summary>
    private static readonly TimeSpan heardAfter = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource leaving = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private bool wasRegistered;
    private bool isGone;

    private string IdInPath => Uri.EscapeDataString(options.Service.Id);

    /// <summary>Deregisters, so that nobody is sent here any more. Never throws: Consul's health check notices as well.</summary>
    public async Task LeaveAsync()
    {
        await leaving.CancelAsync();
        await turn.WaitAsync();
        try
        {
            if (isGone) return;
            isGone = true;
            using var answer = await CallAsync(HttpMethod.Put, $"v1/agent/service/deregister/{IdInPath}");
        }
        catch (Exception error)
        {
            logger.LogWarning("could not deregister from Consul: {Reason}", error.Message);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Runs before the server listens.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ForgetPredecessorAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (lifecycle.IsStarted) await LeaveAsync();
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        leaving.Dispose();
        turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, leaving.Token);
        try
        {
            await lifecycle.Started.WaitAsync(ending.Token);
            using var timer = new PeriodicTimer(watchInterval);
            do await EnsureRegisteredAsync();
            while (await timer.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
    }

    /// <summary>
    /// Deregisters who had this instance's id and crashed: until Consul's check notices, requests would be sent to its address, where
    /// this one listens before it can answer them.
    /// </summary>
    private async Task ForgetPredecessorAsync(CancellationToken cancellation)
    {
        try
        {
            using var known = await CallAsync(HttpMethod.Get, $"v1/agent/service/{IdInPath}");
            if (!known.IsSuccessStatusCode) return;
            using var answer = await CallAsync(HttpMethod.Put, $"v1/agent/service/deregister/{IdInPath}");
            await Task.Delay(heardAfter, cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            logger.LogDebug("Consul is away: {Reason}", error.Message);
        }
    }

    private async Task EnsureRegisteredAsync()
    {
        await turn.WaitAsync();
        try
        {
            using var known = await CallAsync(HttpMethod.Get, $"v1/agent/service/{IdInPath}");
            if (known.IsSuccessStatusCode || isGone || leaving.IsCancellationRequested) return;
            using var answer = await CallAsync(HttpMethod.Put, "v1/agent/service/register", await RegistrationAsync());
            if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"Consul answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            wasRegistered = true;
            logger.LogInformation("registered in Consul");
        }
        catch (Exception error)
        {
            if (wasRegistered) logger.LogDebug("Consul is away: {Reason}", error.Message);
            else logger.LogWarning("cannot register in Consul; trying again: {Reason}", error.Message);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>https://developer.hashicorp.com/consul/api-docs/agent/service#register-service</summary>
    private async Task<object> RegistrationAsync()
    {
        var service = options.Service;
        var port = service.Port ?? listening.Value;
        var readiness = await health.ReadinessAsync(CancellationToken.None);
        return new
        {
            ID = service.Id,
            service.Name,
            service.Address,
            Port = port,
            service.Tags,
            Meta = new { version = service.Version },
            // An instance is never in "warning" here; where it is (a check that somebody added), its share stays the same.
            Weights = new { Passing = service.Weight, Warning = service.Weight },
            Check = new
            {
                Name = "ready",
                HTTP = $"http://{service.Address}:{port}/health/ready",
                Interval = options.ConsulCheckInterval,
                Timeout = "2s",
                // Consul counts how many failures are put up with before that.
                FailuresBeforeCritical = options.ConsulCheckFailures - 1,
                // Without this a new instance would get no requests before the first check.
                Status = readiness.IsServing() ? "passing" : "critical",
                DeregisterCriticalServiceAfter = deregisterAfter,
            },
        };
    }

    private async Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, object? body = null)
    {
        using var limited = new CancellationTokenSource(requestTimeout);
        using var consul = clients.CreateClient(ConsulDiscovery.ClientName);
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Default);
        return await consul.SendAsync(request, limited.Token);
    }
}
