namespace Chassis.Messaging;

/// <summary>
/// The inbox as one event of one queue sees it. It lets a consumer have its effect once, however often the broker delivers
/// the event.
/// </summary>
public abstract class Inbox
{
    /// <summary>
    /// Runs <paramref name="work"/> in a transaction of the scope's database context that also records the event as handled,
    /// and saves the context's changes; all is committed or nothing.
    /// </summary>
    /// <returns>False, without running <paramref name="work"/>, when this queue has already handled the event.</returns>
    public abstract Task<bool> OnceAsync(Func<Task> work, CancellationToken cancellation = default);

    /// <summary>Whether this queue has already handled the event; lets a handler of several steps stop early.</summary>
    public abstract Task<bool> SeenAsync(CancellationToken cancellation = default);
}
