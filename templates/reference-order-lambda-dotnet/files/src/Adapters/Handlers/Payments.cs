using Chassis;

namespace Adapters.Handlers;

/// <summary>Reads the queue of the payment service's answers.</summary>
public static class Payments
{
    public static Handler<QueueEvent, BatchResult> Create()
    {
        var queue = QueueClient.OfFunction();
        return new QueueConsumer(new PaymentAnswersConsumer(Rooms.SagaIn(Table.OfService(), queue)), queue).Handler();
    }
}
