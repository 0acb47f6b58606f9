using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chassis;

/// <summary>Trying again will not help: the message goes to the dead-letter queue without waiting.</summary>
public sealed class PermanentException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>An event as a consumer sees it.</summary>
/// <param name="Id">The same however often it is delivered.</param>
/// <param name="Time">ISO 8601, UTC.</param>
public sealed record IncomingEvent(
    string Id, string Type, string Source, string Subject, string Time, string? Traceparent, JsonObject Data)
{
    /// <summary>
    /// Reads an event as EventBridge delivers it to a queue. Senders that say nothing of CloudEvents are understood too: the attributes
    /// then are EventBridge's own.
    /// </summary>
    /// <exception cref="PermanentException">It is not one.</exception>
    public static IncomingEvent Read(string body)
    {
        var envelope = ObjectIn(Parsed(body));
        var data = ObjectIn(envelope["detail"]).DeepClone().AsObject();
        data.Remove("cloudEvent", out var attributes);
        string Attribute(string name, JsonNode? own) => Text((attributes as JsonObject)?[name]) ?? Text(own) ?? "";
        var id = Attribute("id", envelope["id"]);
        var type = Attribute("type", envelope["detail-type"]);
        if (id.Length == 0 || type.Length == 0)
        {
            throw new PermanentException("The message is not an event: it has no id, or no type");
        }
        return new IncomingEvent(
            id,
            type,
            Attribute("source", envelope["source"]),
            Attribute("subject", JsonValue.Create(id)),
            Attribute("time", envelope["time"]),
            Attribute("traceparent", null) is { Length: > 0 } traceparent ? traceparent : null,
            data);
    }

    /// <exception cref="PermanentException">The event does not carry that field as a text: it never will.</exception>
    public string TextIn(string field) => Text(Data[field]) ?? throw new PermanentException($"{Type} {Id} has no {field}");

    private static JsonNode? Parsed(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException cause)
        {
            throw new PermanentException("The message is not JSON", cause);
        }
    }

    private static JsonObject ObjectIn(JsonNode? value) => value as JsonObject ?? throw new PermanentException("The message is not an event");

    private static string? Text(JsonNode? value) =>
        value is JsonValue one && one.GetValueKind() == JsonValueKind.String && one.GetValue<string>() is { Length: > 0 } text ? text : null;
}
