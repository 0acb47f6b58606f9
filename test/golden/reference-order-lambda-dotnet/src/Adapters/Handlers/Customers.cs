using Chassis;

namespace Adapters.Handlers;

/// <summary>Reads the queue of the user service's events.</summary>
public static class Customers
{
    public static Handler<QueueEvent, BatchResult> Create() =>
        new QueueConsumer(new CustomersConsumer(new DynamoDbCustomers(Table.OfService())), QueueClient.OfFunction()).Handler();
}
