namespace Chassis.Messaging;

/// <summary>Says to the relay that there may be something to publish now. Cheap; may be called at any time.</summary>
internal sealed class OutboxWake : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);

    public void Set()
    {
        lock (signal)
        {
            if (signal.CurrentCount == 0) signal.Release();
        }
    }

    /// <summary>Returns when woken since the last call, or after <paramref name="longest"/>.</summary>
    public Task WaitAsync(TimeSpan longest) => signal.WaitAsync(longest);

    public void Dispose() => signal.Dispose();
}
