namespace Chassis.Messaging;

/// <summary>
/// A waiting or published event. Rows are kept for a while after publishing, so that they can be replayed.
/// </summary>
internal sealed class OutboxRow
{
    /// <summary>Order of insertion; events of one subject are published in this order.</summary>
    public long Position { get; set; }
    public Guid Id { get; set; }
    public required string Type { get; set; }
    public required string Subject { get; set; }
    public required string Data { get; set; }
    public string? Traceparent { get; set; }
    public DateTimeOffset OccurredAt { get; set; }
    public DateTimeOffset? PublishedAt { get; set; }
}

/// <summary>
/// What a queue has already handled; the pair is unique, so a message delivered twice has its effect once.
/// </summary>
internal sealed class InboxRow
{
    public required string Queue { get; set; }
    public required string EventId { get; set; }
    public DateTimeOffset HandledAt { get; set; }
}

/// <summary>One stored event of one aggregate. Versions of an aggregate start at 1 and have no gaps.</summary>
internal sealed class StoredEventRow
{
    public required string AggregateId { get; set; }
    public int Version { get; set; }
    public required string AggregateType { get; set; }
    public required string EventType { get; set; }
    public required string Data { get; set; }
    public DateTimeOffset RecordedAt { get; set; }
}
