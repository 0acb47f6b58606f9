using Chassis;

namespace Adapters.Handlers;

/// <summary>Reads the queue of new orders.</summary>
public static class Saga
{
    public static Handler<QueueEvent, BatchResult> Create()
    {
        var queue = QueueClient.OfFunction();
        return new QueueConsumer(new OrderSagaConsumer(Rooms.SagaIn(Table.OfService(), queue).Saga), queue).Handler();
    }
}
