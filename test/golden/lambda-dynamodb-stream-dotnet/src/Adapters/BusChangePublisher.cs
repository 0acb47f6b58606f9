using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>Puts changes on the bus. The stream keeps them until that has succeeded, so no outbox is needed.</summary>
public sealed class BusChangePublisher(IBus bus) : IChangePublisher
{
    public async Task PublishAsync(string changeId, ItemChanged told, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(told);
        var data = JsonSerializer.SerializeToNode(told, Json.EventOptions)?.AsObject() ?? new JsonObject();
        var outgoing = new EventRecord(
            UuidOf(changeId), ItemChanged.Type, Settings.Required("SERVICE_NAME"), told.ItemId, told.Timestamp, Version: 0, data, Tracing.Traceparent);
        if ((await bus.SendAsync([outgoing], cancellation)).Count > 0)
        {
            throw new InvalidOperationException("The bus did not take the event");
        }
    }

    /// <summary>An id that is the same whenever this change is read, so that readers can tell repetitions.</summary>
    private static string UuidOf(string changeId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(changeId)).AsSpan(0, 16).ToArray();
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x0f) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }
}
