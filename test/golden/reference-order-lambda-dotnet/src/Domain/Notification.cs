namespace Domain;

/// <summary>Word sent to a customer about their order.</summary>
public sealed record Notification(string Id, string OrderId, string UserId, string Message, DateTimeOffset SentAt)
{
    public static Notification OrderConfirmation(string id, string orderId, string userId, DateTimeOffset now) =>
        new(id, orderId, userId, $"Your order {orderId} is confirmed", now);
}
