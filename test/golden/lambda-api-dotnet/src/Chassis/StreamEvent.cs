using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Chassis;

/// <summary>Changes of a table, as DynamoDB Streams gives them to a function.</summary>
public sealed record StreamEvent(IReadOnlyList<StreamRecord> Records);

/// <param name="EventId">The same however often the change is read.</param>
/// <param name="EventName">INSERT, MODIFY or REMOVE.</param>
public sealed record StreamRecord([property: JsonPropertyName("eventID")] string EventId, string EventName, StreamChange Dynamodb);

/// <summary>One change of an item, before and after; in DynamoDB's own JSON, where each value names its type.</summary>
public sealed record StreamChange(string SequenceNumber, JsonObject? NewImage = null, JsonObject? OldImage = null)
{
    /// <summary>The item as it is after the change; null when it was removed.</summary>
    public JsonObject? After() => NewImage is null ? null : Plain(NewImage);

    /// <summary>The item as it was before the change; null when it was new.</summary>
    public JsonObject? Before() => OldImage is null ? null : Plain(OldImage);

    private static JsonObject Plain(JsonObject image) =>
        new(image.Select(member => KeyValuePair.Create(member.Key, Value(member.Value))));

    private static JsonNode? Value(JsonNode? typed)
    {
        var (type, value) = typed?.AsObject().FirstOrDefault() ?? default;
        return type switch
        {
            "S" or "B" => value?.DeepClone(),
            "N" => Number(value),
            "BOOL" => value?.DeepClone(),
            "NULL" or null => null,
            "M" => Plain(value?.AsObject() ?? []),
            "L" => new JsonArray([.. (value?.AsArray() ?? []).Select(Value)]),
            "NS" => new JsonArray([.. (value?.AsArray() ?? []).Select(Number)]),
            "SS" or "BS" => value?.DeepClone(),
            _ => throw new NotSupportedException($"An attribute of the type {type}"),
        };
    }

    private static JsonValue Number(JsonNode? text) =>
        JsonValue.Create(decimal.Parse(text?.GetValue<string>() ?? "", NumberStyles.Float, CultureInfo.InvariantCulture));
}
