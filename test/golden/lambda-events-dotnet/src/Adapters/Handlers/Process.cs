using Chassis;
using Domain;

namespace Adapters.Handlers;

/// <summary>Reads the queue that the bus fills.</summary>
public static class Process
{
    public static Handler<QueueEvent, BatchResult> Create()
    {
        var processing = new ItemProcessing(new DynamoDbProcessedStore(Table.OfService()), TimeProvider.System);
        return new QueueConsumer(new ItemConsumer(processing), QueueClient.OfFunction()).Handler();
    }
}
