using System.Text.Json;
using Gateway.Configuration;
using Gateway.Routing;

namespace Gateway.Discovery;

/// <summary>Follows the passing instances of one service in Consul with blocking queries, until disposed of.</summary>
internal sealed class ConsulSource : InstanceSource, IDisposable
{
    /// <summary>Consul answers at once when things change quickly; this keeps a busy catalogue from becoming a busy loop.</summary>
    private static readonly TimeSpan _betweenQueries = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan _firstBackoff = TimeSpan.FromMilliseconds(100);

    /// <summary>Low: it decides how soon a Consul that is back is noticed.</summary>
    private static readonly TimeSpan _lastBackoff = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConsulHealth _health;
    private readonly ConsulAddress _consul;
    private readonly string _service;
    private readonly string _scheme;
    private readonly ILogger _logger;
    private volatile DestinationList _current = DestinationList.Empty;
    private volatile SourceState _state = SourceState.Pending;
    private string _known = "";
    private int _failures;

    public ConsulSource(ConsulHealth health, ConsulAddress consul, string service, string scheme, ILogger logger)
    {
        (_health, _consul, _service, _scheme, _logger) = (health, consul, service, scheme, logger);
        _ = Task.Run(FollowAsync);
    }

    public override string Kind => "consul";

    public override DestinationList Current => _current;

    public override SourceState State => _state;

    public override Task Ready => _ready.Task;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        var stopping = _stop.Token;
        var index = 0UL;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var answer = await _health.QueryAsync(_consul, _service, index, stopping);
                index = ConsulHealth.NextIndex(index, answer.Index);
                Accept(answer.Instances);
                await Task.Delay(_betweenQueries, stopping);
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException or IOException)
            {
                if (stopping.IsCancellationRequested) return;
                index = 0;
                await BackOffAsync(exception, stopping);
            }
        }
    }

    private void Accept(IReadOnlyList<Instance> found)
    {
        if (_failures > 0) _logger.ConsulAnswers(_service);
        _failures = 0;
        _state = SourceState.Live;
        // The balancers keep count by the list: one made anew by every answer would start their turns over.
        var known = string.Join(',', found.Select(instance => $"{instance.Host}:{instance.Port}*{instance.Weight}"));
        if (known != _known || !_ready.Task.IsCompleted)
        {
            _known = known;
            var before = _current.Destinations.ToDictionary(destination => destination.Address);
            Destination Keep(Instance instance)
            {
                var made = new Destination(_scheme, instance.Host, instance.Port);
                return before.GetValueOrDefault(made.Address, made);
            }
            var distinct = found.DistinctBy(instance => (instance.Host, instance.Port)).ToArray();
            _current = new DestinationList(Array.ConvertAll(distinct, Keep), Array.ConvertAll(distinct, instance => instance.Weight));
            string[] addresses = [.. _current.Destinations.Select(destination => destination.Address).Order(StringComparer.Ordinal)];
            _logger.InstancesChanged(_service, addresses);
        }
        _ready.TrySetResult();
    }

    private async Task BackOffAsync(Exception exception, CancellationToken stopping)
    {
        _failures++;
        if (_state == SourceState.Live) _state = SourceState.Stale;
        if (_failures == 1) _logger.ConsulSilent(_service, _consul.Url.ToString(), exception.Message);
        var ceiling = Math.Min(_lastBackoff.TotalMilliseconds, _firstBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(_failures - 1, 10)));
        // Half fixed, half random: gateways that lost Consul together do not come back together.
        var wait = TimeSpan.FromMilliseconds((ceiling / 2) + (Random.Shared.NextDouble() * ceiling / 2));
        await Task.Delay(wait, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
