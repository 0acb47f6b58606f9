using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;

namespace Chassis;

/// <summary>Something that happened to one aggregate, in the words that other services hear.</summary>
/// <param name="Type">Past tense, such as <c>UserCreatedEvent</c>; the <c>detail-type</c> on the bus.</param>
/// <param name="Subject">The aggregate's id.</param>
/// <param name="Data">The guideline's JSON: names as they are.</param>
public sealed record OutgoingEvent(string Type, string Subject, object Data);

/// <summary>An event as it lies in the table.</summary>
/// <param name="Version">Position in the aggregate's history, from 1; one event a version.</param>
/// <param name="Id">The same however often it is delivered.</param>
/// <param name="Time">ISO 8601, UTC.</param>
public sealed record EventRecord(
    string Id, string Type, string Source, string Subject, string Time, int Version, JsonObject Data, string? Traceparent = null);

/// <summary>Events in the service's table: the history of each aggregate, from where the table's stream publishes it (outbox).</summary>
public static class EventStore
{
    /// <summary>What marks an item as an event, so that the stream's reader knows what to publish.</summary>
    public const string Kind = "event";

    /// <summary>
    /// The write that keeps an event: refused when this version of the aggregate has one, so that a history does not branch. It goes
    /// into the transaction that makes the event true.
    /// </summary>
    public static Write WriteOf(string pk, int version, OutgoingEvent outgoing) =>
        KeptOnce(pk, $"event#{version.ToString("D12", CultureInfo.InvariantCulture)}", version, outgoing);

    /// <summary>The write that keeps an event which can happen once only, under a name instead of a version.</summary>
    public static Write OnceOf(string pk, string name, OutgoingEvent outgoing) => KeptOnce(pk, $"once#{name}", 0, outgoing);

    /// <summary>The event in an item of the table. Its body is kept as the text that is published, so that any JSON fits.</summary>
    public static EventRecord Read(JsonObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        string Text(string member) => item[member]?.GetValue<string>() ?? "";
        var data = JsonNode.Parse(Text("data"))?.AsObject() ?? [];
        var version = (int)(item["version"]?.GetValue<decimal>() ?? 0);
        return new EventRecord(
            Text("id"), Text("type"), Text("source"), Text("subject"), Text("time"), version, data, item["traceparent"]?.GetValue<string>());
    }

    /// <summary>The history of one aggregate, oldest first.</summary>
    public static async Task<IReadOnlyList<EventRecord>> HistoryAsync(Table table, string pk, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        List<EventRecord> events = [];
        JsonObject? start = null;
        do
        {
            var query = new QueryRequest
            {
                KeyConditionExpression = "pk = :pk AND begins_with(sk, :event)",
                ExpressionAttributeValues = new() { [":pk"] = new AttributeValue(pk), [":event"] = new AttributeValue("event#") },
                ConsistentRead = true,
            };
            var (items, next) = await table.QueryAsync(query, limit: null, start, cancellation);
            events.AddRange(items.Select(Read));
            start = next;
        }
        while (start is not null);
        return events;
    }

    private static Write KeptOnce(string pk, string sk, int version, OutgoingEvent outgoing)
    {
        ArgumentNullException.ThrowIfNull(outgoing);
        var item = new JsonObject
        {
            ["kind"] = Kind,
            ["type"] = outgoing.Type,
            ["subject"] = outgoing.Subject,
            ["data"] = JsonSerializer.Serialize(outgoing.Data, Json.EventOptions),
            ["version"] = version,
            ["id"] = Guid.NewGuid().ToString(),
            ["source"] = Settings.Of("SERVICE_NAME", "unknown"),
            ["time"] = Json.Moment(DateTimeOffset.UtcNow),
        };
        if (Tracing.Traceparent is { } traceparent)
        {
            item["traceparent"] = traceparent;
        }
        return new Write(new ItemKey(pk, sk), item, "attribute_not_exists(pk)");
    }
}
