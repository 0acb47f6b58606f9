using Chassis;

namespace Adapters.Handlers;

/// <summary>Reads the queue of payments and refunds that are asked for.</summary>
public static class Requests
{
    public static Handler<QueueEvent, BatchResult> Create()
    {
        var table = Table.OfService();
        var consumer = new PaymentRequests(Api.PaymentsIn(table), new Refusals(table), Api.Contract);
        return new QueueConsumer(consumer, QueueClient.OfFunction()).Handler();
    }
}
