using System.Text.Json.Nodes;
using Adapters;
using Chassis;
using Domain;

namespace IntegrationTests;

/// <summary>Orders in DynamoDB, from the first request to the last event.</summary>
[TestClass]
public sealed class OrderSagaTests
{
    private readonly Reminders reminders = new();
    private TestTable? kept;

    private Table Table => kept?.Table ?? throw new InvalidOperationException();

    private Orders Orders => Rooms.OrdersIn(Table);

    private Carriers Carriers => Rooms.SagaIn(Table, reminders);

    [TestInitialize]
    public async Task StartAsync()
    {
        kept = await TestTable.CreateAsync(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"));
        var data = new JsonObject { ["UserId"] = "ada", ["Name"] = "Ada", ["Email"] = "ada@example.com", ["Version"] = 2 };
        await ReceiveAsync(new CustomersConsumer(new DynamoDbCustomers(Table)), "UserCreatedEvent", data);
    }

    [TestCleanup]
    public async Task EndAsync()
    {
        if (kept is not null)
        {
            await kept.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task An_order_is_found_from_the_202_on_and_listed_for_its_user()
    {
        var id = await PlaceAsync();
        var found = await Orders.GetAsync(id);
        Assert.AreEqual((OrderStatus.Pending, 29.97m, "USD"), (found.Status, found.Total, found.Currency));
        var listed = await Orders.ListAsync("ada", new PageRequest(100));
        Assert.AreEqual(id, listed.Items.Single().Id);
        Assert.IsEmpty((await Orders.ListAsync("eve", new PageRequest(100))).Items);
    }

    [TestMethod]
    public async Task A_new_order_reserves_its_stock_and_asks_for_its_payment_once()
    {
        var before = await LeftAsync("A");
        var id = await PlaceAsync();
        await Task.WhenAll(RunAsync(id), RunAsync(id));
        Assert.AreEqual(before - 3, await LeftAsync("A"));
        Assert.IsNotNull(await Table.FindAsync(new ItemKey($"order#{id}", "once#payment-requested")));
        Assert.IsTrue(reminders.Sent.TrueForAll(body => body.Contains(id, StringComparison.Ordinal)));

        await Task.WhenAll(AnsweredAsync("PaymentAuthorizedEvent", id, "payment-1"), AnsweredAsync("PaymentAuthorizedEvent", id, "payment-1"));
        Assert.AreEqual(OrderStatus.Processed, (await Orders.GetAsync(id)).Status);
        Assert.AreEqual(before - 3, await LeftAsync("A"));
        CollectionAssert.AreEqual(new[] { "OrderCreatedEvent", "OrderProcessedEvent" }, await HistoryAsync(id));

        var consumer = Rooms.NotificationsIn(Table);
        var processed = new JsonObject { ["OrderId"] = id, ["UserId"] = "ada" };
        await ReceiveAsync(consumer, "OrderProcessedEvent", processed);
        await ReceiveAsync(consumer, "OrderProcessedEvent", processed);
        Assert.HasCount(1, await Orders.NotificationsAsync(id));
    }

    [TestMethod]
    public async Task A_declined_payment_cancels_the_order_and_puts_its_stock_back_once()
    {
        var before = await LeftAsync("B");
        var id = await PlaceAsync("B");
        await RunAsync(id);
        Assert.AreEqual(before - 3, await LeftAsync("B"));
        await Task.WhenAll(AnsweredAsync("PaymentDeclinedEvent", id, "payment-2"), AnsweredAsync("PaymentDeclinedEvent", id, "payment-2"));
        var order = await Orders.GetAsync(id);
        Assert.AreEqual((OrderStatus.Cancelled, "Payment declined: no funds"), (order.Status, order.Reason));
        Assert.AreEqual(before, await LeftAsync("B"));
    }

    [TestMethod]
    public async Task An_unknown_sku_cancels_and_nothing_is_paid()
    {
        var id = await PlaceAsync("Z");
        await RunAsync(id);
        var order = await Orders.GetAsync(id);
        Assert.AreEqual((OrderStatus.Cancelled, "Unknown sku: Z"), (order.Status, order.Reason));
        Assert.IsNull(await Table.FindAsync(new ItemKey($"order#{id}", "once#payment-requested")));
    }

    [TestMethod]
    public async Task Money_that_comes_after_the_deadline_is_asked_back_until_it_was_given()
    {
        var before = await LeftAsync("C");
        var id = await PlaceAsync("C");
        await RunAsync(id);
        await ReceiveAsync(new OrderSagaConsumer(Carriers.Saga), "PaymentDeadline", new JsonObject { ["OrderId"] = id });
        Assert.AreEqual(OrderStatus.Cancelled, (await Orders.GetAsync(id)).Status);
        Assert.AreEqual(before, await LeftAsync("C"));

        await AnsweredAsync("PaymentAuthorizedEvent", id, "payment-3");
        Assert.IsNotNull(await Table.FindAsync(new ItemKey($"order#{id}", "once#refund-requested")));
        Assert.AreEqual(id, (await Carriers.Orders.RefundsDueAsync(10)).Single().Id);
        await AnsweredAsync("PaymentRefundedEvent", id, "payment-3");
        Assert.IsEmpty(await Carriers.Orders.RefundsDueAsync(10));
    }

    [TestMethod]
    public async Task A_payment_that_nobody_here_asked_for_or_of_another_amount_decides_nothing()
    {
        var id = await PlaceAsync();
        await AnsweredAsync("PaymentDeclinedEvent", id, "payment-4");
        Assert.AreEqual(OrderStatus.Pending, (await Orders.GetAsync(id)).Status);
        await RunAsync(id);
        await AnsweredAsync("PaymentAuthorizedEvent", id, "payment-5", amount: 0.01m);
        Assert.AreEqual(OrderStatus.Pending, (await Orders.GetAsync(id)).Status);
        await AnsweredAsync("PaymentAuthorizedEvent", "nothing", "payment-6");
    }

    [TestMethod]
    public async Task Orders_that_come_at_once_do_not_sell_more_than_there_is()
    {
        var before = await LeftAsync("A");
        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PlaceAsync()));
        await Task.WhenAll(ids.Select(RunAsync));
        Assert.AreEqual(before - 15, await LeftAsync("A"));
    }

    [TestMethod]
    public async Task What_is_known_of_a_customer_is_not_replaced_by_what_is_older()
    {
        var consumer = new CustomersConsumer(new DynamoDbCustomers(Table));
        var late = new JsonObject { ["UserId"] = "ada", ["Name"] = "Late", ["Email"] = "late@example.com", ["Version"] = 1 };
        await ReceiveAsync(consumer, "UserUpdatedEvent", late);
        Assert.AreEqual("Ada", (await new DynamoDbCustomers(Table).FindAsync("ada"))?.Name);
        await ReceiveAsync(consumer, "UserDeletedEvent", new JsonObject { ["UserId"] = "ada", ["Version"] = 3 });
        Assert.IsTrue((await new DynamoDbCustomers(Table).FindAsync("ada"))?.Removed);
    }

    private static Task ReceiveAsync(IConsumer consumer, string type, JsonObject data)
    {
        var received = new IncomingEvent(Guid.NewGuid().ToString(), type, "test", "test", "2030-01-02T03:04:05.678Z", Traceparent: null, data);
        return consumer.HandleAsync(received, CancellationToken.None);
    }

    private Task RunAsync(string orderId) =>
        ReceiveAsync(new OrderSagaConsumer(Carriers.Saga), "OrderCreatedEvent", new JsonObject { ["OrderId"] = orderId });

    private Task AnsweredAsync(string type, string orderId, string paymentId, decimal amount = 29.97m)
    {
        var data = new JsonObject
        {
            ["OrderId"] = orderId,
            ["PaymentId"] = paymentId,
            ["Amount"] = amount,
            ["Currency"] = "USD",
            ["Reason"] = "no funds",
        };
        // As it comes off the queue.
        return ReceiveAsync(new PaymentAnswersConsumer(Carriers), type, JsonNode.Parse(data.ToJsonString())?.AsObject() ?? []);
    }

    private async Task<string> PlaceAsync(string sku = "A")
    {
        var order = await Orders.PlaceAsync(new OrderRequest("ada", [new RequestedItem(sku, 3, 9.99m)], "card"));
        return order.Id;
    }

    private async Task<int> LeftAsync(string sku) => (await Orders.StockAsync(sku))?.Available ?? -1;

    private async Task<string[]> HistoryAsync(string id) =>
        [.. (await EventStore.HistoryAsync(Table, $"order#{id}")).Select(one => one.Type)];

    private sealed class Reminders : IQueueClient
    {
        public List<string> Sent { get; } = [];

        public Task DelayAsync(string receiptHandle, int seconds, CancellationToken cancellation = default) => Task.CompletedTask;

        public Task SendLaterAsync(string body, int seconds, CancellationToken cancellation = default)
        {
            lock (Sent)
            {
                Sent.Add(body);
            }
            return Task.CompletedTask;
        }
    }
}
