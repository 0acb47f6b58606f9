using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class OrderSagaTests
{
    private static readonly DateTimeOffset Now = Timestamps.FromTimestamp("2030-01-02T03:04:05.678Z");
    private static readonly PaymentUnavailableException Away = new("away");

    private readonly InMemoryOrderStore store = new();
    private readonly ScriptedPayments payments = new();
    private readonly Dictionary<string, Customer> customers = new()
    {
        ["ada"] = new Customer("ada", "Ada", "ada@example.com", Version: 1, Removed: false),
    };
    private readonly Refunds refunds;
    private readonly OrderSaga saga;

    public OrderSagaTests()
    {
        refunds = new Refunds(store, payments, Clock());
        saga = SagaWith(payments);
    }

    [TestMethod]
    public async Task ReservesChargesAndProcesses()
    {
        await PlaceAsync();
        await saga.RunAsync("order-1");

        var order = await CurrentAsync();
        Assert.AreEqual((OrderStatus.Processed, "payment-of-order-1"), (order.Status, order.PaymentId));
        Assert.AreEqual(7, store.Stock["A"]);
        Assert.AreEqual("OrderCreatedEvent OrderProcessedEvent", EventTypes());
        var data = Assert.IsInstanceOfType<OrderProcessedData>(store.Events[1].Data);
        Assert.AreEqual(("Processed", 29.97m, "USD"), (data.Status, data.Total, data.Currency));
    }

    [TestMethod]
    public async Task DoesNothingMoreWhenItIsRunAgain()
    {
        await PlaceAsync();
        await saga.RunAsync("order-1");
        await saga.RunAsync("order-1");
        await saga.GiveUpAsync("order-1", new InvalidOperationException("too late"));

        Assert.AreEqual(OrderStatus.Processed, (await CurrentAsync()).Status);
        Assert.AreEqual(7, store.Stock["A"]);
        Assert.AreEqual("OrderCreatedEvent OrderProcessedEvent", EventTypes());
    }

    [TestMethod]
    public async Task DoesNoHarmWhenTwoReplicasRunItAtOnce()
    {
        await PlaceAsync();
        // Both have found the order pending and reserved its stock before either hears of its payment.
        var gate = new TaskCompletionSource();
        var slow = SagaWith(PaymentsThat(async order =>
        {
            await gate.Task;
            return await payments.PayAsync(order);
        }));
        Task[] runs = [slow.RunAsync("order-1"), slow.RunAsync("order-1")];
        gate.SetResult();
        await Task.WhenAll(runs);

        Assert.AreEqual(7, store.Stock["A"]);
        Assert.AreEqual("OrderCreatedEvent OrderProcessedEvent", EventTypes());
    }

    [TestMethod]
    public async Task PutsTheStockBackWhenThePaymentIsDeclined()
    {
        await PlaceAsync(paymentMethod: "declined");
        await saga.RunAsync("order-1");

        await IsCancelledBecauseAsync("Payment declined: no funds");
        Assert.AreEqual(10, store.Stock["A"]);
        Assert.AreEqual("OrderCreatedEvent OrderCancelledEvent", EventTypes());
    }

    [TestMethod]
    [DataRow("Z", 3, "card", "Unknown sku: Z")]
    [DataRow("A", 11, "card", "Not enough stock of A: 11 wanted, 10 left")]
    [DataRow("A", 3, "malformed", "Payment refused: bad method")]
    public async Task CancelsWhatCannotBeHad(string sku, int quantity, string paymentMethod, string reason)
    {
        await PlaceAsync(sku: sku, quantity: quantity, paymentMethod: paymentMethod);
        await saga.RunAsync("order-1");

        await IsCancelledBecauseAsync(reason);
        Assert.AreEqual(10, store.Stock["A"]);
        Assert.IsEmpty(payments.Taken);
    }

    [TestMethod]
    public async Task WaitsForWordOfTheCustomerAndCancelsWhenNoneComes()
    {
        await PlaceAsync(userId: "eve");
        await Assert.ThrowsExactlyAsync<UnknownCustomerException>(() => saga.RunAsync("order-1"));
        Assert.AreEqual(OrderStatus.Pending, (await CurrentAsync()).Status);
        Assert.AreEqual(10, store.Stock["A"]);

        await saga.GiveUpAsync("order-1", new UnknownCustomerException("eve"));
        await IsCancelledBecauseAsync("Unknown customer: eve");
    }

    [TestMethod]
    public async Task CancelsAtOnceForACustomerWhoWasRemoved()
    {
        customers["ada"] = customers["ada"] with { Version = 2, Removed = true };
        await PlaceAsync();
        await saga.RunAsync("order-1");
        await IsCancelledBecauseAsync("The customer ada was removed");
    }

    [TestMethod]
    public async Task GoesOnWhereItStoppedOnceThePaymentServiceIsBack()
    {
        await PlaceAsync();
        payments.Mode = PaymentService.Down;
        await Assert.ThrowsExactlyAsync<PaymentUnavailableException>(() => saga.RunAsync("order-1"));
        Assert.AreEqual(7, store.Stock["A"]);

        payments.Mode = PaymentService.Up;
        await saga.RunAsync("order-1");
        Assert.AreEqual(OrderStatus.Processed, (await CurrentAsync()).Status);
        Assert.AreEqual(7, store.Stock["A"]);
    }

    [TestMethod]
    public async Task CancelsAndPutsTheStockBackOnceWhenThePaymentServiceStaysAway()
    {
        await PlaceAsync();
        payments.Mode = PaymentService.Down;
        await Assert.ThrowsExactlyAsync<PaymentUnavailableException>(() => saga.RunAsync("order-1"));
        await saga.GiveUpAsync("order-1", Away);
        await saga.GiveUpAsync("order-1", Away);

        await IsCancelledBecauseAsync("Payment service unavailable");
        Assert.AreEqual(10, store.Stock["A"]);
        Assert.AreEqual("OrderCreatedEvent OrderCancelledEvent", EventTypes());
    }

    [TestMethod]
    public async Task RefundsAPaymentWhoseAnswerWasLostWhenItsEventComesAfterTheCancellation()
    {
        await PlaceAsync();
        payments.Mode = PaymentService.AnswerLost;
        await Assert.ThrowsExactlyAsync<PaymentUnavailableException>(() => saga.RunAsync("order-1"));
        await saga.GiveUpAsync("order-1", Away);
        Assert.IsEmpty((await refunds.SettleDueAsync(10)).Refunded);

        await refunds.PaymentTakenAsync("order-1", "payment-of-order-1");
        var round = await refunds.SettleDueAsync(10);
        Assert.AreEqual("order-1", round.Refunded.Single());
        Assert.IsEmpty(round.Failed);
        Assert.IsEmpty((await refunds.SettleDueAsync(10)).Refunded);
        Assert.AreEqual("payment-of-order-1", payments.Refunded.Single());
    }

    [TestMethod]
    public async Task RefundsItTooWhenItsEventCameBeforeTheCancellation()
    {
        await PlaceAsync();
        payments.Mode = PaymentService.AnswerLost;
        await Assert.ThrowsExactlyAsync<PaymentUnavailableException>(() => saga.RunAsync("order-1"));
        await refunds.PaymentTakenAsync("order-1", "payment-of-order-1");
        await saga.GiveUpAsync("order-1", Away);

        Assert.AreEqual("order-1", (await refunds.SettleDueAsync(10)).Refunded.Single());
        Assert.AreEqual(10, store.Stock["A"]);
    }

    [TestMethod]
    public async Task WaitsWithTheStockReservedWhereThePaymentServiceAnswersLater()
    {
        var later = await AskedForPaymentAsync();
        await later.RunAsync("order-1");
        Assert.AreEqual(OrderStatus.Pending, (await CurrentAsync()).Status);
        Assert.AreEqual(7, store.Stock["A"]);
    }

    [TestMethod]
    public async Task ProcessesOnceWhenALaterAnswerSaysThatTheMoneyIsThere()
    {
        var later = await AskedForPaymentAsync();
        await later.PaymentAnsweredAsync("order-1", new PaymentOutcome.Authorized("payment-1"));
        await later.PaymentAnsweredAsync("order-1", new PaymentOutcome.Authorized("payment-1"));

        var order = await CurrentAsync();
        Assert.AreEqual((OrderStatus.Processed, "payment-1"), (order.Status, order.PaymentId));
        Assert.AreEqual("OrderCreatedEvent OrderProcessedEvent", EventTypes());
    }

    [TestMethod]
    public async Task PutsTheStockBackWhenALaterAnswerDeclines()
    {
        var later = await AskedForPaymentAsync();
        await later.PaymentAnsweredAsync("order-1", new PaymentOutcome.Declined("no funds"));
        await IsCancelledBecauseAsync("Payment declined: no funds");
        Assert.AreEqual(10, store.Stock["A"]);
    }

    [TestMethod]
    public async Task NotesMoneyThatComesAfterTheOrderWasGivenUpSoThatItIsDueBack()
    {
        var later = await AskedForPaymentAsync();
        await later.GiveUpAsync("order-1", Away);
        var order = await later.PaymentAnsweredAsync("order-1", new PaymentOutcome.Authorized("payment-1"));
        Assert.IsTrue(order?.RefundIsDue);
        Assert.AreEqual(10, store.Stock["A"]);
    }

    [TestMethod]
    public async Task LeavesAnswersAboutOtherOrdersAlone()
    {
        var later = await AskedForPaymentAsync();
        Assert.IsNull(await later.PaymentAnsweredAsync("nothing", new PaymentOutcome.Declined("no funds")));
    }

    [TestMethod]
    public async Task RefundsWhenAnotherReplicaGaveUpWhileThePaymentWasBeingMade()
    {
        await PlaceAsync();
        var slow = SagaWith(PaymentsThat(async order =>
        {
            await saga.GiveUpAsync(order.Id, Away);
            return await payments.PayAsync(order);
        }));
        await slow.RunAsync("order-1");

        Assert.AreEqual(OrderStatus.Cancelled, (await CurrentAsync()).Status);
        Assert.AreEqual(10, store.Stock["A"]);
        Assert.AreEqual("order-1", (await refunds.SettleDueAsync(10)).Refunded.Single());
    }

    [TestMethod]
    public async Task KeepsARefundDueWhileThePaymentServiceIsAway()
    {
        await PlaceAsync();
        await saga.GiveUpAsync("order-1", new InvalidOperationException("crashed"));
        await IsCancelledBecauseAsync("The order could not be processed");
        payments.Taken["payment-1"] = await CurrentAsync();
        await refunds.PaymentTakenAsync("order-1", "payment-1");
        payments.Mode = PaymentService.Down;
        Assert.AreEqual("order-1", (await refunds.SettleDueAsync(10)).Failed.Single().OrderId);

        payments.Mode = PaymentService.Up;
        Assert.AreEqual("order-1", (await refunds.SettleDueAsync(10)).Refunded.Single());
    }

    [TestMethod]
    public async Task KnowsThatAnOrderItNeverTookDownWillNeverWork()
    {
        await Assert.ThrowsExactlyAsync<OrderNotFoundException>(() => saga.RunAsync("nothing"));
        await Assert.ThrowsExactlyAsync<OrderNotFoundException>(() => saga.GiveUpAsync("nothing", cause: null));
    }

    private static TimeProvider Clock()
    {
        var clock = new Mock<TimeProvider>();
        clock.Setup(time => time.GetUtcNow()).Returns(Now);
        return clock.Object;
    }

    private static IPaymentRequests PaymentsThat(Func<Order, Task<PaymentOutcome>> pay)
    {
        var requests = new Mock<IPaymentRequests>();
        requests
            .Setup(asked => asked.PayAsync(It.IsAny<Order>(), It.IsAny<CancellationToken>()))
            .Returns((Order order, CancellationToken _) => pay(order));
        return requests.Object;
    }

    private OrderSaga SagaWith(IPaymentRequests requests)
    {
        var directory = new Mock<ICustomerDirectory>();
        directory
            .Setup(asked => asked.FindAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string userId, CancellationToken _) => customers.GetValueOrDefault(userId));
        return new OrderSaga(store, directory.Object, requests, Clock());
    }

    private async Task<OrderSaga> AskedForPaymentAsync()
    {
        var later = SagaWith(PaymentsThat(_ => Task.FromResult<PaymentOutcome>(new PaymentOutcome.Requested())));
        await PlaceAsync();
        await later.RunAsync("order-1");
        return later;
    }

    private async Task PlaceAsync(
        string userId = "ada", string sku = "A", int quantity = 3, string paymentMethod = "card")
    {
        var request = new OrderRequest(userId, [new RequestedItem(sku, quantity, 9.99m)], paymentMethod);
        var order = Order.Place("order-1", request, Now);
        await store.AddAsync(order, OrderEvent.OrderCreated(order));
    }

    private async Task<Order> CurrentAsync()
    {
        var order = await store.FindAsync("order-1");
        Assert.IsNotNull(order);
        return order;
    }

    private async Task IsCancelledBecauseAsync(string reason)
    {
        var order = await CurrentAsync();
        Assert.AreEqual((OrderStatus.Cancelled, reason), (order.Status, order.Reason));
    }

    private string EventTypes() => string.Join(' ', store.Events.Select(each => each.Type));
}
