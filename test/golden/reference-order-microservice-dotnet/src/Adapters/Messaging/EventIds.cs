using System.Text.Json;
using Chassis.Messaging;

namespace Adapters.Messaging;

internal static class EventIds
{
    /// <exception cref="PermanentException">The event does not carry that id: it never will.</exception>
    public static string IdIn(this IncomingEvent received, string field) =>
        received.Data.ValueKind == JsonValueKind.Object
        && received.Data.TryGetProperty(field, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } id
            ? id
            : throw new PermanentException($"{received.Type} {received.Id} has no {field}");
}
