using Adapters.Postgres;
using Chassis;
using Chassis.Messaging;
using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Messaging;

/// <summary>Tells the customer that the order is on its way: a row and a log line here, a mail in a real shop.</summary>
internal sealed partial class NotificationsConsumer(
    ServiceIdentity service,
    ServiceDbContext db,
    IdGenerator newId,
    TimeProvider clock,
    ILogger<NotificationsConsumer> logger) : IEventConsumer
{
    public string Queue => $"{service.Name}.notifications";

    public IReadOnlyList<Binding> Bindings { get; } = [new("order_events", ["OrderProcessedEvent"])];

    public async Task HandleAsync(IncomingEvent received, Inbox inbox, CancellationToken cancellation)
    {
        var (orderId, userId) = (received.IdIn("OrderId"), received.IdIn("UserId"));
        var notification = Notification.OrderConfirmation(newId(), orderId, userId, clock.Now());
        var sent = await inbox.OnceAsync(() => KeepAsync(notification, cancellation), cancellation);
        if (sent)
        {
            Told(logger, orderId, userId);
        }
    }

    private Task<int> KeepAsync(Notification sent, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into notifications (id, order_id, user_id, message, sent_at)
            values ({sent.Id}, {sent.OrderId}, {sent.UserId}, {sent.Message}, {sent.SentAt})
            on conflict (order_id) do nothing
            """,
            cancellation);

    [LoggerMessage(LogLevel.Information, "Your order {OrderId} is confirmed")]
    private static partial void Told(ILogger logger, string orderId, string userId);
}
