namespace Chassis;

/// <summary>What this instance is about: starting, running, or leaving.</summary>
public sealed class Lifecycle
{
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when requests can be answered: what is vital was reached.</summary>
    public Task Started => started.Task;

    /// <summary>Completes, with the reason, when the service can never start.</summary>
    public Task<Exception> Failed => failed.Task;

    public bool IsStarted => started.Task.IsCompleted;

    /// <summary>About to stop: requests are still answered, but new ones should go elsewhere.</summary>
    public bool IsDraining { get; private set; }

    public void MarkStarted() => started.TrySetResult();

    public void MarkFailed(Exception reason) => failed.TrySetResult(reason);

    public void MarkDraining() => IsDraining = true;
}

/// <summary>What has to be done before requests can be answered, in the order of registration.</summary>
public interface IStartStep
{
    /// <summary>Takes as long as it needs, until <paramref name="stopping"/>.</summary>
    /// <exception cref="Exception">The service can never start.</exception>
    Task RunAsync(CancellationToken stopping);
}
