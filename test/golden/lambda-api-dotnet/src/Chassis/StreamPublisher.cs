namespace Chassis;

/// <summary>
/// The second half of the outbox: publishes the events that were written to the table, at least once and in the order of each aggregate.
/// After one that the bus did not take the stream goes on from there, so that order is kept.
/// </summary>
public static class StreamPublisher
{
    public static Handler<StreamEvent, BatchResult> Handler(IBus bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        return Observed.Of<StreamEvent, BatchResult>(
            (received, invocation) => PublishAsync(bus, received, invocation.Cancellation), isFailure: result => result.HasFailures);
    }

    private static async Task<BatchResult> PublishAsync(IBus bus, StreamEvent received, CancellationToken cancellation)
    {
        var pending = received.Records.Select(Pending).OfType<(string Sequence, EventRecord Event)>().ToList();
        foreach (var batch in pending.Chunk(IBus.BatchSize))
        {
            var refused = await bus.SendAsync([.. batch.Select(one => one.Event)], cancellation);
            Metrics.Add("EventsPublished", batch.Length - refused.Count, MetricUnit.Count);
            if (refused.Count == 0)
            {
                continue;
            }
            var first = batch[refused.Min()];
            Log.Warn("The bus did not take every event", ("refused", refused.Count), ("event", first.Event.Id));
            // A stream is read again from the lowest number that is named here.
            return BatchResult.Of([first.Sequence]);
        }
        return BatchResult.Of([]);
    }

    /// <summary>Events are only ever inserted; every other change of the table is somebody's state.</summary>
    private static (string Sequence, EventRecord Event)? Pending(StreamRecord record)
    {
        if (record.EventName != "INSERT" || record.Dynamodb.After() is not { } item || item["kind"]?.GetValue<string>() != EventStore.Kind)
        {
            return null;
        }
        return (record.Dynamodb.SequenceNumber, EventStore.Read(item));
    }
}
