using System.Diagnostics;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>
/// Reads the table's stream: inserts and changes, one after the other, since their order counts. The first that fails is where the
/// stream goes on from; after the last attempt it is noted in the dead-letter queue.
/// </summary>
public static class ChangeHandler
{
    private const string Prefix = "item#";

    public static Handler<StreamEvent, BatchResult> Of(ItemChanges changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return Observed.Of<StreamEvent, BatchResult>(
            (received, invocation) => HandleAsync(changes, received, invocation.Cancellation),
            isFailure: result => result.BatchItemFailures.Count > 0);
    }

    private static async Task<BatchResult> HandleAsync(ItemChanges changes, StreamEvent received, CancellationToken cancellation)
    {
        foreach (var record in received.Records)
        {
            try
            {
                if (await IsHandledAsync(changes, record, cancellation))
                {
                    Metrics.Add("ChangesHandled", 1, MetricUnit.Count);
                }
            }
            catch (Exception error)
            {
                Log.Error("A change was not handled", ("error", error), ("change", record.EventId));
                return BatchResult.Of([record.Dynamodb.SequenceNumber]);
            }
        }
        return BatchResult.Of([]);
    }

    private static async Task<bool> IsHandledAsync(ItemChanges changes, StreamRecord record, CancellationToken cancellation)
    {
        var key = record.Dynamodb.After()?["pk"]?.GetValue<string>() ?? "";
        // The table may hold other items than items.
        if (record.EventName == "REMOVE" || !key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }
        var id = key[Prefix.Length..];
        Log.Info("A item changed", ("itemId", id), ("change", record.EventName));
        var isInsert = record.EventName == "INSERT";
        var attributes = new Dictionary<string, object?>
        {
            ["faas.trigger"] = "datasource",
            ["faas.document.operation"] = isInsert ? "insert" : "modify",
        };
        return await Tracing.RunAsync("process item change", ActivityKind.Consumer, attributes, null, async _ =>
        {
            await changes.HandleAsync(record.EventId, id, isInsert ? ChangeKind.Insert : ChangeKind.Modify, cancellation);
            return true;
        });
    }
}
