using Domain;

namespace Adapters.Postgres;

public sealed class NotificationRow
{
    public required string Id { get; init; }

    public required string OrderId { get; init; }

    public required string UserId { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public Notification ToNotification() => new(Id, OrderId, UserId, Message, SentAt);
}
