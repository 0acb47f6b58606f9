namespace Gateway.Proxy;

/// <summary>Cancels a request whose service does not answer in time; once it answers, or is given up, there is no limit.</summary>
internal sealed class AnswerTimer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _expiry = new();
    private readonly TimeSpan _time;
    private bool _isStopped;

    public AnswerTimer(TimeSpan time)
    {
        _time = time;
        _expiry.CancelAfter(time);
    }

    public CancellationToken Token => _expiry.Token;

    public bool IsExpired => _expiry.IsCancellationRequested;

    public void Pause() => Set(Timeout.InfiniteTimeSpan);

    public void Restart() => Set(_time);

    /// <summary>For good: pieces of the body that are still sent do not start it again.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (_isStopped) return;
            _expiry.CancelAfter(Timeout.InfiniteTimeSpan);
            _isStopped = true;
        }
    }

    public void Dispose()
    {
        Stop();
        _expiry.Dispose();
    }

    private void Set(TimeSpan time)
    {
        lock (_lock)
        {
            if (!_isStopped) _expiry.CancelAfter(time);
        }
    }
}
