using System.Text.Json;

namespace Chassis.Messaging;

/// <summary>How events are written: names as declared, times in UTC with milliseconds, what is null left out.</summary>
internal static class EventJson
{
    private static readonly JsonSerializerOptions options = Json.Configured(new JsonSerializerOptions());

    public static string Serialize(object data) => JsonSerializer.Serialize(data, data.GetType(), options);

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
