namespace Chassis.Messaging;

/// <summary>The transactional outbox: events are stored in the transaction that makes them true, and published after it.</summary>
public interface IOutbox
{
    /// <summary>
    /// Adds the event to the scope's database context: stored with the context's next <c>SaveChanges</c>, published once that
    /// is committed; if it rolls back, it never happened. It gets a UUID (the CloudEvents <c>id</c>) and the current trace,
    /// so that consumers continue it.
    /// </summary>
    void Add(OutgoingEvent outgoing);
}
