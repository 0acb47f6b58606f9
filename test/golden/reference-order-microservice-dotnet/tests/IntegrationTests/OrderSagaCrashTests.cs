using Chassis.Messaging;
using Domain;
using IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IntegrationTests;

/// <summary>The saga on PostgreSQL, cut off anywhere and run side by side.</summary>
[TestClass]
public sealed class OrderSagaCrashTests
{
    private static readonly PaymentUnavailableException Away = new("away");
    private static ServiceWithEvents? started;

    private static ServiceWithEvents Service => started ?? throw new InvalidOperationException("not started");

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) =>
        started = await ServiceWithEvents.StartAsync(
            "order_events",
            // The service's own consumers are left out: the tests run the saga themselves, step by step.
            configure: services => services.RemoveAll<ConsumerRunner>());

    [ClassCleanup]
    public static async Task StopAsync()
    {
        if (started is not null)
        {
            await started.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task GoesOnAfterACrashBetweenReservationAndPaymentWithoutReservingAgain()
    {
        var before = await LeftAsync("A");
        var id = await PlaceAsync("A");
        await Assert.ThrowsExactlyAsync<CrashException>(() => RunAsync(id, PaymentsThat(_ => throw new CrashException())));
        Assert.AreEqual(before - 2, await LeftAsync("A"));
        Assert.AreEqual(OrderStatus.Pending, (await FindAsync(id)).Status);

        await RunAsync(id);
        Assert.AreEqual(before - 2, await LeftAsync("A"));
        Assert.AreEqual(OrderStatus.Processed, (await FindAsync(id)).Status);
    }

    [TestMethod]
    public async Task GoesOnAfterACrashBetweenPaymentAndTheOrdersEnd()
    {
        var before = await LeftAsync("A");
        var id = await PlaceAsync("A");
        await Assert.ThrowsExactlyAsync<CrashException>(() => RunAsync(id, Working(), crashAtTheEnd: true));
        await RunAsync(id);

        var order = await FindAsync(id);
        Assert.AreEqual((OrderStatus.Processed, $"payment-of-{id}"), (order.Status, order.PaymentId));
        Assert.AreEqual(before - 2, await LeftAsync("A"));
    }

    [TestMethod]
    public async Task ComesToOneEndWhenTenRunTheSameOrderAtOnce()
    {
        var before = await LeftAsync("A");
        var id = await PlaceAsync("A");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RunAsync(id)));

        Assert.AreEqual(OrderStatus.Processed, (await FindAsync(id)).Status);
        Assert.AreEqual(before - 2, await LeftAsync("A"));
        await Service.EventAsync("OrderProcessedEvent", id);
        Assert.AreEqual("OrderCreatedEvent OrderProcessedEvent", Service.EventTypesOf(id));
    }

    [TestMethod]
    public async Task ComesToOneEndWhenSomeGiveUpWhileOthersGoOn()
    {
        var before = await LeftAsync("B");
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PlaceAsync("B")));
        await Task.WhenAll(ids.SelectMany(id => new[] { RunAsync(id), GiveUpAsync(id), RunAsync(id) }));
        var orders = await Task.WhenAll(ids.Select(FindAsync));

        Assert.DoesNotContain(OrderStatus.Pending, orders.Select(order => order.Status));
        var processed = orders.Count(order => order.Status == OrderStatus.Processed);
        Assert.AreEqual(before - (2 * processed), await LeftAsync("B"));
        foreach (var order in orders)
        {
            var view = await Service.RequestAsync("GET", $"/api/v1/orders/{order.Id}");
            Assert.AreEqual(order.Status.ToString(), view.Text("status"));
        }
    }

    [TestMethod]
    public async Task PutsTheStockBackOnceHoweverOftenItGivesUp()
    {
        var before = await LeftAsync("A");
        var id = await PlaceAsync("A");
        await Assert.ThrowsExactlyAsync<PaymentUnavailableException>(() => RunAsync(id, PaymentsThat(_ => throw Away)));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => GiveUpAsync(id)));
        Assert.AreEqual(before, await LeftAsync("A"));
    }

    [TestMethod]
    public async Task NeverMakesTwoOrdersWaitForEachOtherWhateverTheOrderOfTheirItems()
    {
        string[] skus = ["A", "B", "C"];
        var before = await Task.WhenAll(skus.Select(LeftAsync));
        var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            number => number % 2 == 0 ? PlaceAsync("A", "B", "C") : PlaceAsync("C", "B", "A")));
        await Task.WhenAll(ids.Select((id, number) => number % 4 == 3 ? FailAsync(id) : RunAsync(id)));
        await Task.WhenAll(ids.Select(GiveUpAsync));

        var orders = await Task.WhenAll(ids.Select(FindAsync));
        Assert.AreEqual(30, orders.Count(order => order.Status == OrderStatus.Processed));
        var after = await Task.WhenAll(skus.Select(LeftAsync));
        Assert.AreEqual(string.Join(' ', before.Select(count => count - 60)), string.Join(' ', after));
    }

    private static ScriptedRequests PaymentsThat(Func<Order, PaymentOutcome> pay) => new(pay);

    private static ScriptedRequests Working() =>
        PaymentsThat(order => new PaymentOutcome.Authorized($"payment-of-{order.Id}"));

    /// <summary>As another process would: with a database context of its own.</summary>
    private static async Task WithSagaAsync(IPaymentRequests payments, bool crashAtTheEnd, Func<OrderSaga, Task> work)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IOrderStore>();
        var orders = crashAtTheEnd ? new CrashingAtTheEnd(store) : store;
        await work(new OrderSaga(orders, new EverybodyIsKnown(), payments, TimeProvider.System));
    }

    private static Task RunAsync(string id) => RunAsync(id, Working());

    private static Task RunAsync(string id, IPaymentRequests payments, bool crashAtTheEnd = false) =>
        WithSagaAsync(payments, crashAtTheEnd, saga => saga.RunAsync(id));

    private static async Task FailAsync(string id)
    {
        var payments = PaymentsThat(_ => throw Away);
        await Assert.ThrowsExactlyAsync<PaymentUnavailableException>(() => RunAsync(id, payments));
    }

    private static Task GiveUpAsync(string id) =>
        WithSagaAsync(Working(), crashAtTheEnd: false, saga => saga.GiveUpAsync(id, Away));

    private static async Task<string> PlaceAsync(params string[] skus)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var items = skus.Select(sku => new RequestedItem(sku, Quantity: 2, Price: 1m)).ToArray();
        var order = await scope.ServiceProvider.GetRequiredService<Orders>()
            .PlaceAsync(new OrderRequest("ada", items, "card"));
        return order.Id;
    }

    private static async Task<int> LeftAsync(string sku)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var level = await scope.ServiceProvider.GetRequiredService<IOrderViews>().StockAsync(sku);
        return level?.Available ?? throw new InvalidOperationException($"no stock of {sku}");
    }

    private static async Task<Order> FindAsync(string id)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var order = await scope.ServiceProvider.GetRequiredService<IOrderStore>().FindAsync(id);
        return order ?? throw new InvalidOperationException($"order {id} is gone");
    }

    /// <summary>A process that dies: nothing after it runs.</summary>
    private sealed class CrashException : Exception;

    private sealed class ScriptedRequests(Func<Order, PaymentOutcome> pay) : IPaymentRequests
    {
        public async Task<PaymentOutcome> PayAsync(Order order, CancellationToken cancellation = default)
        {
            await Task.Yield();
            return pay(order);
        }
    }

    private sealed class EverybodyIsKnown : ICustomerDirectory
    {
        public Task<Customer?> FindAsync(string userId, CancellationToken cancellation = default) =>
            Task.FromResult<Customer?>(new Customer(userId, "", "", Version: 1, Removed: false));
    }

    private sealed class CrashingAtTheEnd(IOrderStore store) : IOrderStore
    {
        public Task AddAsync(Order order, OrderEvent created, CancellationToken cancellation = default) =>
            store.AddAsync(order, created, cancellation);

        public Task<Order?> FindAsync(string id, CancellationToken cancellation = default) =>
            store.FindAsync(id, cancellation);

        public Task<Reservation> ReserveAsync(
            string orderId,
            IReadOnlyList<StockLine> lines,
            Func<IReadOnlyList<StockLevel>, string?> refuse,
            CancellationToken cancellation = default) =>
            store.ReserveAsync(orderId, lines, refuse, cancellation);

        public Task<Order?> ChangeAsync(
            string orderId, Func<Order, Transition?> decide, CancellationToken cancellation = default) =>
            throw new CrashException();

        public Task<IReadOnlyList<Order>> RefundsDueAsync(int limit, CancellationToken cancellation = default) =>
            store.RefundsDueAsync(limit, cancellation);
    }
}
