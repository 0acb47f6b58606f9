using Chassis;

namespace Adapters.Handlers;

/// <summary>Reads the queue of processed orders.</summary>
public static class Notifications
{
    public static Handler<QueueEvent, BatchResult> Create() =>
        new QueueConsumer(Rooms.NotificationsIn(Table.OfService()), QueueClient.OfFunction()).Handler();
}
