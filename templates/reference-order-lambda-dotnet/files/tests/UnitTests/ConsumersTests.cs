using System.Text.Json.Nodes;
using Adapters;
using Chassis;
using Domain;
using Moq;

namespace UnitTests;

/// <summary>What the queues bring.</summary>
[TestClass]
public sealed class ConsumersTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2030-01-02T03:04:05.678Z", System.Globalization.CultureInfo.InvariantCulture);

    private readonly InMemoryOrderStore store = new();
    private readonly List<string> asked = [];
    private readonly OrderSagaConsumer saga;

    public ConsumersTests()
    {
        var customers = new Mock<ICustomerDirectory>();
        customers.Setup(one => one.FindAsync("ada", It.IsAny<CancellationToken>())).ReturnsAsync(new Customer("ada", "Ada", "a@example.com", 1, Removed: false));
        var payments = new Mock<IPaymentRequests>();
        payments.Setup(one => one.PayAsync(It.IsAny<Order>(), It.IsAny<CancellationToken>()))
            .Callback((Order order, CancellationToken _) => asked.Add(order.Id))
            .ReturnsAsync(new PaymentOutcome.Requested());
        saga = new OrderSagaConsumer(new OrderSaga(store, customers.Object, payments.Object, TimeProvider.System));
    }

    [TestInitialize]
    public async Task PlaceAsync()
    {
        foreach (var (id, userId) in new[] { ("order-1", "ada"), ("order-2", "eve") })
        {
            var order = Order.Place(id, new OrderRequest(userId, [new RequestedItem("A", 3, 9.99m)], "card"), Now);
            await store.AddAsync(order, OrderEvent.OrderCreated(order));
        }
    }

    [TestMethod]
    public async Task Reserves_stock_and_asks_for_the_payment()
    {
        Assert.IsEmpty(await ReceiveAsync(saga, Of("OrderCreatedEvent", "order-1")));
        CollectionAssert.AreEqual(new[] { "order-1" }, asked);
        Assert.AreEqual((OrderStatus.Pending, 7), ((await store.FindAsync("order-1"))?.Status, store.Stock["A"]));
    }

    [TestMethod]
    public async Task Tries_again_while_the_customer_is_unknown_and_cancels_after_the_last_attempt()
    {
        Assert.HasCount(1, await ReceiveAsync(saga, Of("OrderCreatedEvent", "order-2")));
        Assert.AreEqual(OrderStatus.Pending, (await store.FindAsync("order-2"))?.Status);
        Assert.IsEmpty(await ReceiveAsync(saga, Received.Queued("OrderCreatedEvent", new JsonObject { ["OrderId"] = "order-2" }, received: 3)));
        var order = await store.FindAsync("order-2");
        Assert.AreEqual((OrderStatus.Cancelled, "Unknown customer: eve"), (order?.Status, order?.Reason));
    }

    [TestMethod]
    public async Task Cancels_an_order_whose_payment_was_not_answered_in_time_and_puts_its_stock_back()
    {
        await ReceiveAsync(saga, Of("OrderCreatedEvent", "order-1"));
        await ReceiveAsync(saga, Of("PaymentDeadline", "order-1"));
        var order = await store.FindAsync("order-1");
        Assert.AreEqual((OrderStatus.Cancelled, "Payment service unavailable"), (order?.Status, order?.Reason));
        Assert.AreEqual(10, store.Stock["A"]);
    }

    [TestMethod]
    public async Task Leaves_an_order_that_was_never_placed_to_the_dead_letter_queue() =>
        Assert.HasCount(1, await ReceiveAsync(saga, Received.Queued("OrderCreatedEvent", new JsonObject { ["OrderId"] = "nothing" }, received: 3)));

    [TestMethod]
    public async Task Learns_of_customers_from_the_user_services_events()
    {
        List<Customer> learnt = [];
        var projection = new Mock<ICustomerProjection>();
        projection.Setup(one => one.LearnAsync(It.IsAny<Customer>(), It.IsAny<CancellationToken>()))
            .Callback((Customer customer, CancellationToken _) => learnt.Add(customer))
            .Returns(Task.CompletedTask);
        var consumer = new CustomersConsumer(projection.Object);
        var created = new JsonObject { ["UserId"] = "ada", ["Name"] = "Ada", ["Email"] = "ada@example.com", ["Version"] = 2 };
        Assert.IsEmpty(await ReceiveAsync(consumer, Received.Queued("UserCreatedEvent", created)));
        Assert.IsEmpty(await ReceiveAsync(consumer, Received.Queued("UserDeletedEvent", new JsonObject { ["UserId"] = "ada", ["Version"] = 3 })));
        Customer[] known = [new("ada", "Ada", "ada@example.com", 2, Removed: false), new("ada", "", "", 3, Removed: true)];
        CollectionAssert.AreEqual(known, learnt);
        Assert.HasCount(1, await ReceiveAsync(consumer, Received.Queued("UserCreatedEvent", [])));
    }

    [TestMethod]
    public async Task Tells_a_customer_of_a_processed_order()
    {
        var notifications = new Mock<INotifications>();
        var clock = new Mock<TimeProvider>();
        clock.Setup(one => one.GetUtcNow()).Returns(Now);
        var consumer = new NotificationsConsumer(notifications.Object, () => "1", clock.Object);
        var processed = new JsonObject { ["OrderId"] = "order-1", ["UserId"] = "ada" };
        Assert.IsEmpty(await ReceiveAsync(consumer, Received.Queued("OrderProcessedEvent", processed)));
        var told = Notification.OrderConfirmation("1", "order-1", "ada", Now);
        notifications.Verify(one => one.KeepOnceAsync(told, It.IsAny<CancellationToken>()), Times.Once);
    }

    private static QueueRecord Of(string type, string orderId) => Received.Queued(type, new JsonObject { ["OrderId"] = orderId });

    private static async Task<string[]> ReceiveAsync(IConsumer consumer, QueueRecord record)
    {
        var result = await new QueueConsumer(consumer, Mock.Of<IQueueClient>()).Handler()(new QueueEvent([record]), Received.Invocation);
        return [.. result.BatchItemFailures.Select(failure => failure.ItemIdentifier)];
    }
}
