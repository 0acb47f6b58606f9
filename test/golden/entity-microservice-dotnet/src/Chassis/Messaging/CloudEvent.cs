using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Chassis.Messaging;

/// <summary>
/// Events as AMQP messages: CloudEvents 1.0 in binary mode, attributes as headers with the prefix of the AMQP binding
/// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/amqp-protocol-binding.md), and the AMQP properties
/// of the same meaning.
/// </summary>
internal static class CloudEvent
{
    /// <summary>Counts the deliveries of an event to one queue; kept by the retry queue.</summary>
    public const string AttemptHeader = "x-attempt";

    /// <summary>The routing key of an event type.</summary>
#pragma warning disable CA1308 // Routing keys are in lower case, as the guideline's are.
    public static string RoutingKeyOf(string type) => type.ToLowerInvariant();
#pragma warning restore CA1308

    public static BasicProperties PropertiesOf(OutboxRow row, string source, IReadOnlyDictionary<string, string> trace)
    {
        var headers = new Dictionary<string, object?>
        {
            ["cloudEvents:specversion"] = "1.0",
            ["cloudEvents:id"] = row.Id.ToString(),
            ["cloudEvents:source"] = $"/{source}",
            ["cloudEvents:type"] = row.Type,
            ["cloudEvents:subject"] = row.Subject,
            ["cloudEvents:time"] = Json.Time(row.OccurredAt),
        };
        foreach (var (name, value) in trace) headers[name] = value;
        return new BasicProperties
        {
            MessageId = row.Id.ToString(),
            Type = row.Type,
            AppId = source,
            Timestamp = new AmqpTimestamp(row.OccurredAt.ToUnixTimeSeconds()),
            ContentType = "application/json",
            Headers = headers,
        };
    }

    /// <summary>
    /// Reads a delivery. Attributes that the sender left out are taken from the AMQP properties, then from the message.
    /// </summary>
    /// <param name="message">The delivery.</param>
    /// <param name="types">The event types the queue is bound to, to name an event by its routing key.</param>
    /// <exception cref="JsonException">The body is not a JSON object.</exception>
    public static IncomingEvent Read(DeliveredMessage message, IReadOnlyList<string> types)
    {
        var properties = message.Properties;
        string? Attribute(string name) =>
            Text(properties, $"cloudEvents:{name}") ?? Text(properties, $"cloudEvents_{name}") ?? Text(properties, name);
        var data = ReadObject(message.Body);
        // Without an id, the same content is the same event.
        var id = Attribute("id")
            ?? NotEmpty(properties.MessageId)
            ?? string.Concat(SHA256.HashData(message.Body.Span).Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));
        return new IncomingEvent(
            id,
            Attribute("type")
                ?? NotEmpty(properties.Type)
                ?? types.FirstOrDefault(type => RoutingKeyOf(type) == message.RoutingKey)
                ?? message.RoutingKey,
            Attribute("subject") ?? id,
            data,
            DateTimeOffset.TryParse(Attribute("time"), CultureInfo.InvariantCulture, out var time) ? time : DateTimeOffset.UtcNow,
            int.TryParse(Text(properties, AttemptHeader), CultureInfo.InvariantCulture, out var attempt) ? attempt : 1)
        {
            Source = Attribute("source") ?? NotEmpty(properties.AppId) ?? message.Exchange,
        };
    }

    /// <summary>A header as text; null when it is not there.</summary>
    public static string? Text(IReadOnlyBasicProperties properties, string header)
    {
        if (properties.Headers is null || !properties.Headers.TryGetValue(header, out var value)) return null;
        return value switch
        {
            null => null,
            // Strings of an AMQP table arrive as the bytes they were sent as.
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    private static JsonElement ReadObject(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The body of an event is a JSON object");
        }
        return document.RootElement.Clone();
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
