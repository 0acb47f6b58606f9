using System.Text.Json;

namespace Chassis.Messaging;

/// <summary>An event as it came from the broker.</summary>
/// <param name="Id">The CloudEvents <c>id</c>, the same in every delivery of this event.</param>
/// <param name="Type">Such as <c>UserCreatedEvent</c>.</param>
/// <param name="Subject">The id of the aggregate it happened to.</param>
/// <param name="Data">A JSON object.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Attempt">1 for the first delivery, counting up with each retry.</param>
public sealed record IncomingEvent(
    string Id,
    string Type,
    string Subject,
    JsonElement Data,
    DateTimeOffset OccurredAt,
    int Attempt)
{
    /// <summary>Who published it, the CloudEvents <c>source</c>: <c>/user-service</c>.</summary>
    public string Source { get; init; } = "";
}
