using System.Text.Json;
using Chassis;

namespace IntegrationTests.Support;

/// <summary>Holds events against <c>contracts/asyncapi.json</c>.</summary>
internal static class EventContract
{
    private static readonly JsonElement Document =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "contracts", "asyncapi.json"))).RootElement;
    private static readonly SchemaValidator Schemas = new(Document);

    public static void Check(RecordedEvent published)
    {
        var messages = Document.GetProperty("components").GetProperty("messages");
        Assert.IsTrue(
            messages.TryGetProperty(published.Type, out var message), $"{published.Type} is not in contracts/asyncapi.json");
        var faults = Schemas.Validate(message.GetProperty("payload"), published.Data);
        Assert.IsEmpty(faults, $"{published.Type} does not fit the contract: {string.Join("; ", faults)}");
    }
}
