using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Chassis;

/// <summary>Messages as SQS gives them to a function.</summary>
public sealed record QueueEvent(IReadOnlyList<QueueRecord> Records);

/// <param name="EventSourceArn">Of the queue.</param>
public sealed record QueueRecord(
    string MessageId,
    string ReceiptHandle,
    string Body,
    IReadOnlyDictionary<string, string>? Attributes = null,
    [property: JsonPropertyName("eventSourceARN")] string? EventSourceArn = null)
{
    internal int Received =>
        int.TryParse(Attributes?.GetValueOrDefault("ApproximateReceiveCount"), CultureInfo.InvariantCulture, out var count) ? count : 1;
}

/// <summary>What a function does with the events of its queue.</summary>
public interface IConsumer
{
    /// <summary>Must do no harm when it is called again with the same event: queues deliver at least once.</summary>
    Task HandleAsync(IncomingEvent received, CancellationToken cancellation);

    /// <summary>
    /// Called instead of another attempt, after the last one failed. When it answers true the message is done with; otherwise (or when it
    /// throws) it goes to the dead-letter queue.
    /// </summary>
    Task<bool> OnExhaustedAsync(IncomingEvent received, Exception error, CancellationToken cancellation) => Task.FromResult(false);
}

/// <summary>
/// A handler for a queue of events. Messages of a batch are handled side by side and fail one by one: only what failed is delivered
/// again, after a delay that grows, and ends in the dead-letter queue.
/// </summary>
/// <param name="attempts">Deliveries of a message before it is given up: the queue's <c>maxReceiveCount</c>.</param>
/// <param name="firstDelaySeconds">Wait before the second attempt; it doubles with each.</param>
public sealed class QueueConsumer(IConsumer consumer, IQueueClient queue, int attempts = 3, int firstDelaySeconds = 2)
{
    public Handler<QueueEvent, BatchResult> Handler() =>
        Observed.Of<QueueEvent, BatchResult>(HandleAsync, isFailure: result => result.HasFailures);

    private async Task<BatchResult> HandleAsync(QueueEvent received, Invocation invocation)
    {
        var failed = await Task.WhenAll(received.Records.Select(record => AttemptAsync(record, invocation.Cancellation)));
        return BatchResult.Of(failed.OfType<string>());
    }

    /// <returns>The message's id where it is to be delivered again.</returns>
    private async Task<string?> AttemptAsync(QueueRecord record, CancellationToken cancellation)
    {
        IncomingEvent received;
        try
        {
            received = IncomingEvent.Read(record.Body);
        }
        catch (PermanentException error)
        {
            return await FailedAsync(record, null, error, cancellation);
        }
        // A message goes on from where its event was published, whatever else is in its batch.
        using var span = Tracing.Start($"process {received.Type}", ActivityKind.Consumer, AttributesOf(record), received.Traceparent);
        try
        {
            await consumer.HandleAsync(received, cancellation);
            Metrics.Add("EventsHandled", 1, MetricUnit.Count, ("Status", "Success"));
            return null;
        }
        catch (Exception error)
        {
            Tracing.Fail(span, error.GetType().Name, error.Message);
            return await FailedAsync(record, received, error, cancellation);
        }
    }

    private async Task<string?> FailedAsync(QueueRecord record, IncomingEvent? received, Exception error, CancellationToken cancellation)
    {
        (string, object?)[] message =
        [
            ("message_id", record.MessageId), ("event_id", received?.Id), ("event_type", received?.Type),
            ("received", record.Received), ("error", error),
        ];
        var isPermanent = error is PermanentException;
        if (received is not null && !isPermanent && record.Received >= attempts && await GaveUpAsync(received, error, cancellation))
        {
            Log.Warn("The event was given up", message);
            return null;
        }
        Metrics.Add("EventsHandled", 1, MetricUnit.Count, ("Status", "Error"));
        Log.Error("The event was not handled", message);
        await DelayAsync(record, isPermanent ? 0 : firstDelaySeconds << Math.Min(record.Received - 1, 8), cancellation);
        return record.MessageId;
    }

    private async Task<bool> GaveUpAsync(IncomingEvent received, Exception error, CancellationToken cancellation)
    {
        try
        {
            return await consumer.OnExhaustedAsync(received, error, cancellation);
        }
        catch (Exception cause)
        {
            Log.Error("The event could not be given up", ("event_id", received.Id), ("error", cause));
            return false;
        }
    }

    private async Task DelayAsync(QueueRecord record, int seconds, CancellationToken cancellation)
    {
        try
        {
            await queue.DelayAsync(record.ReceiptHandle, seconds, cancellation);
        }
        catch (Exception error)
        {
            // It comes again all the same, when the queue's own timeout has passed.
            Log.Warn("The delay of the next attempt was not set", ("error", error));
        }
    }

    private static Dictionary<string, object?> AttributesOf(QueueRecord record) => new()
    {
        ["messaging.system"] = "aws_sqs",
        ["messaging.operation.type"] = "process",
        ["messaging.destination.name"] = record.EventSourceArn?.Split(':')[^1] ?? "",
        ["messaging.message.id"] = record.MessageId,
    };
}
