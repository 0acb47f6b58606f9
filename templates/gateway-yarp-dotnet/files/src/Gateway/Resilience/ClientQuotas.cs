using System.Threading.RateLimiting;
using Gateway.Configuration;

namespace Gateway.Resilience;

/// <summary>What a client has left.</summary>
/// <param name="Reset">Until it has its whole quota again.</param>
internal readonly record struct Quota(bool IsExceeded, long Remaining, TimeSpan Reset);

/// <summary>
/// Counts the requests of each client of a route: the first one begins a window of the period, and past the limit there is
/// no more until it ends; with a wait, until that is over, counted from the request that was too many.
/// </summary>
internal sealed class ClientQuotas(RateLimitConfig config, TimeProvider time)
{
    /// <summary>How many clients are remembered; past it the one whose window began first is forgotten.</summary>
    public const int MaximumClients = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Window>> _windows = [];

    /// <summary>In the order they began, so that those that have ended are at the front.</summary>
    private readonly LinkedList<Window> _inOrder = [];

    public RateLimitConfig Config { get; } = config;

    /// <summary>Counts a request of this client.</summary>
    public Quota Take(string client)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var window = WindowOf(client, now);
            using var lease = window.Limiter.AttemptAcquire();
            if (!lease.IsAcquired && !window.IsOver && Config.Wait is { } wait)
            {
                (window.IsOver, window.EndsAt) = (true, now + wait);
            }
            return new Quota(!lease.IsAcquired, window.Limiter.GetStatistics()?.CurrentAvailablePermits ?? 0, window.EndsAt - now);
        }
    }

    private Window WindowOf(string client, DateTimeOffset now)
    {
        if (_windows.TryGetValue(client, out var known))
        {
            if (known.Value.EndsAt > now) return known.Value;
            Remove(known);
        }
        MakeRoom(now);
        var window = new Window(client, now + Config.Period, Limiter());
        _windows[client] = _inOrder.AddLast(window);
        return window;
    }

    /// <summary>It lives for one window, which begins with a client's request and not with the clock.</summary>
    private FixedWindowRateLimiter Limiter() => new(new FixedWindowRateLimiterOptions
    {
        PermitLimit = Config.Limit,
        Window = TimeSpan.FromDays(1),
        AutoReplenishment = false,
    });

    /// <summary>Each new window clears away up to two that have ended, so that what is kept shrinks with the traffic.</summary>
    private void MakeRoom(DateTimeOffset now)
    {
        for (var looked = 0; looked < 2 && _inOrder.First is { } first; looked++)
        {
            if (first.Value.EndsAt > now && _windows.Count < MaximumClients) return;
            Remove(first);
        }
    }

    private void Remove(LinkedListNode<Window> node)
    {
        _windows.Remove(node.Value.Client);
        _inOrder.Remove(node);
        node.Value.Limiter.Dispose();
    }

    private sealed class Window(string client, DateTimeOffset endsAt, FixedWindowRateLimiter limiter)
    {
        public string Client { get; } = client;

        public DateTimeOffset EndsAt { get; set; } = endsAt;

        public FixedWindowRateLimiter Limiter { get; } = limiter;

        /// <summary>Whether a request was too many.</summary>
        public bool IsOver { get; set; }
    }
}
