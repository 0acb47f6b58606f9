using System.Text.Json;

namespace Domain;

/// <summary>What this service knows of a user, from the events of the user service: its own copy, never asked for.</summary>
/// <param name="Version">Of the event it was learnt from; 0 when the event named none.</param>
/// <param name="Removed">A removed user stays known as removed, so that a late event cannot bring them back.</param>
public sealed record Customer(string UserId, string Name, string Email, int Version, bool Removed)
{
    /// <summary>
    /// Reads one event of the user service, tolerantly: only <c>UserId</c> must be there, since others own the rest.
    /// </summary>
    /// <returns>Null when the event does not say whom it is about.</returns>
    public static Customer? From(string type, JsonElement data)
    {
        var userId = Text(data, "UserId");
        return userId.Length == 0
            ? null
            : new Customer(
                userId,
                Text(data, "Name"),
                Text(data, "Email"),
                Number(data, "Version"),
                Removed: type == "UserDeletedEvent");
    }

    /// <summary>True when this is not older than what is known: events can arrive late, or twice.</summary>
    public bool Supersedes(Customer? known) => known is null || Version >= known.Version;

    private static string Text(JsonElement data, string name) =>
        Property(data, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() ?? "" : "";

    private static int Number(JsonElement data, string name) =>
        Property(data, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number)
            ? number
            : 0;

    private static JsonElement? Property(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) ? value : null;
}
