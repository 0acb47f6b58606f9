using Chassis;
using Domain;

namespace Adapters;

/// <summary>What carries orders out.</summary>
public sealed record Carriers(OrderSaga Saga, IOrderStore Orders, EventPaymentRequests Requests, TimeProvider Clock);

/// <summary>How the rooms of this service are joined.</summary>
public static class Rooms
{
    /// <summary>What the API needs.</summary>
    public static Orders OrdersIn(Table table) =>
        new(new DynamoDbOrderStore(table), new DynamoDbOrderViews(table), NewId, TimeProvider.System);

    /// <param name="reminders">The saga's own queue.</param>
    public static Carriers SagaIn(Table table, IQueueClient reminders)
    {
        var orders = new DynamoDbOrderStore(table);
        var requests = new EventPaymentRequests(table, orders.KeyOf, reminders, TimeProvider.System);
        var saga = new OrderSaga(orders, new DynamoDbCustomers(table), requests, TimeProvider.System);
        return new Carriers(saga, orders, requests, TimeProvider.System);
    }

    /// <summary>What tells customers.</summary>
    public static NotificationsConsumer NotificationsIn(Table table) =>
        new(new DynamoDbNotifications(table), NewId, TimeProvider.System);

    private static string NewId() => Guid.NewGuid().ToString();
}
