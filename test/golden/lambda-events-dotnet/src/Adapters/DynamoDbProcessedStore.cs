using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>Results in the service's table: result, event and the mark of the delivery in one transaction.</summary>
public sealed class DynamoDbProcessedStore(Table table) : IProcessedStore
{
    private const string Consumer = "process";

    public async Task<bool> KeepOnceAsync(
        string deliveryId, ProcessedItem result, ItemProcessed told, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(told);
        var key = KeyOf(result.ItemId);
        var item = new JsonObject { ["kind"] = "item", ["state"] = JsonSerializer.SerializeToNode(result, Json.Options) };
        var outgoing = new OutgoingEvent(ItemProcessed.Type, result.ItemId, told);
        Write[] writes = [new Write(key, item, "attribute_not_exists(pk)"), EventStore.WriteOf(key.Pk, 1, outgoing)];
        try
        {
            return await Inbox.WriteOnceAsync(table, Consumer, deliveryId, writes, cancellation);
        }
        catch (WritesRefusedException refused) when (refused.Reasons.Contains(WritesRefusedException.ConditionFailed))
        {
            // Another delivery spoke of the same one, and was first.
            return false;
        }
    }

    public async Task<ProcessedItem?> FindAsync(string id, CancellationToken cancellation = default)
    {
        var item = await table.FindAsync(KeyOf(id), cancellation);
        return item?["state"].Deserialize<ProcessedItem>(Json.Options);
    }

    private static ItemKey KeyOf(string id) => new($"item#{id}", "state");
}
