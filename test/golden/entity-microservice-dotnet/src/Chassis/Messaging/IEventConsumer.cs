namespace Chassis.Messaging;

/// <summary>What a queue is bound to: event types of one exchange.</summary>
public sealed record Binding(string Exchange, IReadOnlyList<string> Types);

/// <summary>
/// A queue, what it is bound to, and what is done with each event. Made anew, in a scope of its own, for each delivery.
/// </summary>
public interface IEventConsumer
{
    /// <summary>
    /// <c>&lt;service&gt;.&lt;purpose&gt;</c>; <c>&lt;queue&gt;.retry</c> and <c>&lt;queue&gt;.dlq</c> are made beside it.
    /// </summary>
    string Queue { get; }

    IReadOnlyList<Binding> Bindings { get; }

    /// <summary>
    /// Handles one event. Events of one subject are handled one after the other in a process; retries may reorder them.
    /// Usually all writes happen in <see cref="Inbox.OnceAsync"/>. A handler of several steps does idempotent ones first
    /// and ends with it.
    /// </summary>
    /// <param name="received">The event.</param>
    /// <param name="inbox">Knows whether this queue has already handled the event.</param>
    /// <param name="cancellation">Cancelled when the process must stop before the handler is done; the event then comes again.</param>
    /// <exception cref="PermanentException">
    /// Trying again cannot help. Anything else is retried with backoff, then dead-lettered.
    /// </exception>
    Task HandleAsync(IncomingEvent received, Inbox inbox, CancellationToken cancellation);

    /// <summary>Called after the last retry, before dead-lettering.</summary>
    /// <returns>Whether the service has taken care of the event; if not, or when this throws, it is dead-lettered.</returns>
    Task<bool> OnExhaustedAsync(
        IncomingEvent received,
        Exception failure,
        Inbox inbox,
        CancellationToken cancellation) => Task.FromResult(false);
}
