using Chassis;
using Domain;

namespace Adapters;

/// <summary>Tells the customer that the order is on its way: an item and a log line here, a mail in a real shop.</summary>
public sealed class NotificationsConsumer(INotifications notifications, IdGenerator newId, TimeProvider clock) : IConsumer
{
    public async Task HandleAsync(IncomingEvent received, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(received);
        var (orderId, userId) = (received.TextIn("OrderId"), received.TextIn("UserId"));
        var notification = Notification.OrderConfirmation(newId(), orderId, userId, clock.Now());
        if (await notifications.KeepOnceAsync(notification, cancellation))
        {
            Log.Info(notification.Message, ("orderId", orderId), ("userId", userId));
        }
    }
}
