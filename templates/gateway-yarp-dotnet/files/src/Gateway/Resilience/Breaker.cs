using Gateway.Configuration;
using Polly;
using Polly.CircuitBreaker;

namespace Gateway.Resilience;

/// <summary>How a service did: Neither where nothing can be said, as when the client left.</summary>
internal enum Verdict
{
    Success,
    Failure,
    Neither,
}

/// <summary>
/// Keeps requests from a service that fails, so that callers get an answer at once and the service gets a rest: Polly's
/// circuit breaker, which knows shares of failures, taught to count failures in a row as well.
/// </summary>
internal sealed class Breaker
{
    /// <summary>Polly takes none shorter.</summary>
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline<Verdict> _pipeline;
    private readonly TimeProvider _time;
    private readonly BreakerConfig _config;
    private readonly Action<string> _onChange;
    private int _inARow;
    private long _openUntil;
    private object? _openedWith;
    private object? _instances;

    /// <param name="onChange">Is told "open" and "closed".</param>
    public Breaker(BreakerConfig config, TimeProvider time, Action<string> onChange)
    {
        (_config, _time, _onChange) = (config, time, onChange);
        _pipeline = new ResiliencePipelineBuilder<Verdict> { TimeProvider = time }.AddCircuitBreaker(Options()).Build();
    }

    /// <summary>closed, open or half-open; an open breaker whose time is over counts as half-open, though none has tried it yet.</summary>
    public string State => _state.CircuitState switch
    {
        CircuitState.Closed => "closed",
        CircuitState.HalfOpen => "half-open",
        _ => Remaining > TimeSpan.Zero ? "open" : "half-open",
    };

    /// <summary>Whole seconds until a request may be let through, at least 1.</summary>
    public int RetryAfterSeconds => Math.Max(1, (int)Math.Ceiling(Remaining.TotalSeconds));

    private TimeSpan Remaining => TimeSpan.FromTicks(Math.Max(0, Volatile.Read(ref _openUntil) - _time.GetUtcNow().UtcTicks));

    /// <summary>
    /// Lets a request through; its task says how the service did as soon as that is known, and the request may go on.
    /// False when it is not let through. Other <paramref name="instances"/> than those it opened with close it: a service
    /// that is back, or replaced, is used at once.
    /// </summary>
    public async Task<bool> TryAsync(object instances, bool hasInstances, Func<Task<Verdict>> request, CancellationToken cancellation)
    {
        if (hasInstances && _state.CircuitState == CircuitState.Open && !ReferenceEquals(instances, _openedWith))
        {
            await _control.CloseAsync(cancellation);
        }
        _instances = instances;
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static async (_, begin) =>
                {
                    var verdict = await begin();
                    return Outcome.FromResult(verdict);
                },
                context,
                request);
            if (outcome.Exception is BrokenCircuitException) return false;
            outcome.ThrowIfException();
            return true;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private CircuitBreakerStrategyOptions<Verdict> Options() => new()
    {
        StateProvider = _state,
        ManualControl = _control,
        BreakDuration = Within(_config.Duration),
        // In a row: any failure that counts is one too many, however many successes came before.
        FailureRatio = _config.Ratio?.Failures ?? 0,
        SamplingDuration = _config.Ratio is null ? _longest : Within(_config.Ratio.Sampling),
        MinimumThroughput = Math.Max(2, _config.Ratio is null ? 2 : _config.Minimum),
        ShouldHandle = arguments => ValueTask.FromResult(IsTooMuch(arguments.Outcome.Result)),
        OnOpened = arguments =>
        {
            Volatile.Write(ref _openUntil, (_time.GetUtcNow() + arguments.BreakDuration).UtcTicks);
            _openedWith = _instances;
            Interlocked.Exchange(ref _inARow, 0);
            _onChange("open");
            return default;
        },
        OnClosed = _ =>
        {
            Volatile.Write(ref _openUntil, 0);
            Interlocked.Exchange(ref _inARow, 0);
            _onChange("closed");
            return default;
        },
    };

    private static TimeSpan Within(TimeSpan time) => time < _shortest ? _shortest : time > _longest ? _longest : time;

    private bool IsTooMuch(Verdict verdict)
    {
        // The one request of a half-open breaker: what is not a success leaves it open.
        if (_state.CircuitState == CircuitState.HalfOpen) return verdict != Verdict.Success;
        if (verdict == Verdict.Neither) return false;
        if (_config.Ratio is not null) return verdict == Verdict.Failure;
        if (verdict == Verdict.Failure) return Interlocked.Increment(ref _inARow) >= _config.Minimum;
        Interlocked.Exchange(ref _inARow, 0);
        return false;
    }
}
