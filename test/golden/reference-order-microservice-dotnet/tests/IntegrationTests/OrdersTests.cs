using IntegrationTests.Support;

namespace IntegrationTests;

/// <summary>Orders over HTTP, PostgreSQL and RabbitMQ, with a payment service that can be made to fail.</summary>
[TestClass]
public sealed class OrdersTests
{
    private static PaymentStandIn? payments;
    private static ServiceWithEvents? started;
    private static string userId = "";

    private static PaymentStandIn Payments => payments ?? throw new InvalidOperationException("not started");

    private static ServiceWithEvents Service => started ?? throw new InvalidOperationException("not started");

    [ClassInitialize]
    public static async Task StartAsync(TestContext _)
    {
        payments = await PaymentStandIn.StartAsync();
        started = await ServiceWithEvents.StartAsync(
            "order_events",
            new Dictionary<string, string>
            {
                ["PAYMENT_SERVICE"] = "till",
                ["TILL_URL"] = payments.Url,
                ["HTTP_CLIENT_RETRIES"] = "1",
                ["HTTP_CLIENT_RETRY_DELAY_MS"] = "10",
                ["BREAKER_RESET_MS"] = "500",
                ["REFUND_INTERVAL_MS"] = "50",
            });
        userId = await NewCustomerAsync();
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        if (started is not null)
        {
            await started.DisposeAsync();
        }
        if (payments is not null)
        {
            await payments.DisposeAsync();
        }
    }

    [TestInitialize]
    public void PaymentsAreUp() => Payments.Mode = StandInMode.Up;

    [TestMethod]
    public async Task TakesAnOrderDownAtOnceAndCarriesItOut()
    {
        var before = await StockOfAsync("A");
        var placed = await Service.RequestAsync("POST", "/api/v1/orders", Wanted());
        var id = placed.Text("id");
        Assert.AreEqual(202, placed.Status);
        Assert.AreEqual($$"""{"id":"{{id}}","status":"Pending"}""", placed.Body.GetRawText());
        Assert.AreEqual($"/api/v1/orders/{id}", placed.Response.Headers.Location?.ToString());
        Assert.AreEqual(200, (await Service.RequestAsync("GET", $"/api/v1/orders/{id}")).Status);

        var ended = await EndedAsync(id);
        Assert.AreEqual(
            $$"""{"id":"{{id}}","userId":"{{userId}}","items":[{"sku":"A","quantity":3,"price":9.99}],"total":29.97,"currency":"USD","status":"Processed"}""",
            ended.Body.GetRawText());
        Assert.AreEqual(before - 3, await StockOfAsync("A"));
        var payment = Payments.OfOrder(id).Single();
        Assert.AreEqual((29.97m, "Authorized"), (payment.Amount, payment.Status));
        var processed = await Service.EventAsync("OrderProcessedEvent", id);
        Assert.AreEqual(payment.Id, processed.Data.GetProperty("PaymentId").GetString());
        Assert.AreEqual("OrderCreatedEvent OrderProcessedEvent", Service.EventTypesOf(id));
        EventContract.Check(processed);
        EventContract.Check(await Service.EventAsync("OrderCreatedEvent", id));

        await Eventually.TrueAsync("the customer is told", async () => (await NotifiedAsync(id)) == 1);
        var listed = await Service.RequestAsync("GET", $"/api/v1/orders?userId={userId}");
        var texts = listed.Body.GetProperty("items").EnumerateArray().Select(order => order.GetRawText()).ToArray();
        Assert.Contains(ended.Body.GetRawText(), texts);
    }

    [TestMethod]
    public async Task PutsTheStockBackWhenThePaymentIsDeclined()
    {
        var before = await StockOfAsync("B");
        var id = await PlaceAsync(Wanted("""[{"sku":"B","quantity":7,"price":1}]""", paymentMethod: "declined"));
        await IsCancelledAsync(id, "Payment declined: no funds");
        Assert.AreEqual(before, await StockOfAsync("B"));
        EventContract.Check(await Service.EventAsync("OrderCancelledEvent", id));
    }

    [TestMethod]
    [DataRow("""[{"sku":"Z","quantity":1,"price":1}]""", "Unknown sku: Z")]
    [DataRow("""[{"sku":"C","quantity":1000001,"price":1}]""", "Not enough stock of C: 1000001 wanted, 1000000 left")]
    [DataRow(
        """[{"sku":"C","quantity":600000,"price":1},{"sku":"C","quantity":600000,"price":1}]""",
        "Not enough stock of C: 1200000 wanted, 1000000 left")]
    public async Task CancelsAnOrderThatCannotBeHadAndTakesNoMoney(string items, string reason)
    {
        var before = await StockOfAsync("C");
        var id = await PlaceAsync(Wanted(items));
        await IsCancelledAsync(id, reason);
        Assert.IsEmpty(Payments.OfOrder(id));
        Assert.AreEqual(before, await StockOfAsync("C"));
    }

    [TestMethod]
    public async Task CancelsAnOrderOfAUserThatNobodyHasHeardOfAfterHavingWaitedForWord()
    {
        var id = await PlaceAsync(Wanted(user: "nobody"));
        await IsCancelledAsync(id, "Unknown customer: nobody");
    }

    [TestMethod]
    public async Task WaitsForWordOfAUserThatIsStillOnItsWay()
    {
        var late = Guid.NewGuid().ToString();
        var id = await PlaceAsync(Wanted(user: late));
        await Service.PublishAsync("user_events", "UserCreatedEvent", new { UserId = late, Email = "late@example.com" });
        Assert.AreEqual("Processed", (await EndedAsync(id)).Text("status"));
    }

    [TestMethod]
    public async Task CancelsAndPutsTheStockBackWhenThePaymentServiceStaysAway()
    {
        Payments.Mode = StandInMode.Failing;
        var before = await StockOfAsync("A");
        var id = await PlaceAsync(Wanted());
        await IsCancelledAsync(id, "Payment service unavailable");
        Assert.AreEqual(before, await StockOfAsync("A"));
    }

    [TestMethod]
    public async Task GivesTheMoneyBackWhenThePaymentsAnswerGotLostAndTheOrderWasCancelled()
    {
        Payments.Mode = StandInMode.AnswerLost;
        var before = await StockOfAsync("A");
        var id = await PlaceAsync(Wanted());
        await IsCancelledAsync(id, "Payment service unavailable");
        Assert.AreEqual("Authorized", Payments.OfOrder(id).Single().Status);

        Payments.Mode = StandInMode.Up;
        var paid = new { PaymentId = Payments.OfOrder(id).Single().Id, OrderId = id };
        await Service.PublishAsync("payment_events", "PaymentAuthorizedEvent", paid);
        await Eventually.TrueAsync("refunded", () => Payments.OfOrder(id).Single().Status == "Refunded");
        Assert.AreEqual(before, await StockOfAsync("A"));
    }

    [TestMethod]
    public async Task AppliesAnOrderOnceHoweverOftenItsEventComes()
    {
        var before = await StockOfAsync("A");
        var id = await PlaceAsync(Wanted());
        await EndedAsync(id);
        var created = await Service.EventAsync("OrderCreatedEvent", id);
        foreach (var repeated in new[] { created.Id, created.Id, Guid.NewGuid().ToString() })
        {
            await Service.PublishAsync("order_events", "OrderCreatedEvent", created.Data, repeated);
        }
        await EndedAsync(await PlaceAsync(Wanted()));

        Assert.AreEqual(before - 6, await StockOfAsync("A"));
        Assert.HasCount(1, Payments.OfOrder(id));
        Assert.AreEqual(1, Service.EventTypesOf(id).Split(' ').Count(type => type == "OrderProcessedEvent"));
    }

    [TestMethod]
    public async Task DeadLettersAnEventAboutAnOrderThatItNeverTookDown()
    {
        var queue = $"{Service.Name}.saga.dlq";
        var before = await Service.DepthAsync(queue);
        await Service.PublishAsync("order_events", "OrderCreatedEvent", new { OrderId = "nothing" });
        await Service.PublishAsync("order_events", "OrderCreatedEvent", new { Surprise = true });
        await Eventually.TrueAsync("both are dead-lettered", async () => await Service.DepthAsync(queue) == before + 2);
    }

    [TestMethod]
    public async Task FollowsAUsersChangesAndForgetsNoRemoval()
    {
        var id = await NewCustomerAsync();
        var king = new { UserId = id, Version = 2, Name = "Ada King", Email = "king@example.com" };
        await Service.PublishAsync("user_events", "UserUpdatedEvent", king);
        var expected = $$"""{"userId":"{{id}}","name":"Ada King","email":"king@example.com"}""";
        await Eventually.TrueAsync(
            "the change is known", async () => (await CustomerAsync(id)).Body.GetRawText() == expected);

        await Service.PublishAsync("user_events", "UserDeletedEvent", new { UserId = id, Version = 4 });
        await Eventually.TrueAsync("the removal is known", async () => (await CustomerAsync(id)).Status == 404);
        var late = new { UserId = id, Version = 3, Name = "Late", Email = "late@example.com" };
        await Service.PublishAsync("user_events", "UserUpdatedEvent", late);
        var order = await PlaceAsync(Wanted(user: id));
        await IsCancelledAsync(order, $"The customer {id} was removed");
        Assert.AreEqual(404, (await CustomerAsync(id)).Status);
    }

    [TestMethod]
    [DataRow("[]", DisplayName = "no items")]
    [DataRow("""[{"sku":"A","quantity":0,"price":1}]""", DisplayName = "no pieces")]
    [DataRow("""[{"sku":"A","quantity":0.5,"price":1}]""", DisplayName = "half a piece")]
    [DataRow("""[{"sku":"A","quantity":1,"price":0}]""", DisplayName = "a price of nothing")]
    [DataRow("""[{"sku":"A","quantity":1,"price":0.001}]""", DisplayName = "fractions of a cent")]
    [DataRow("""[{"sku":"A","quantity":2000000000,"price":9999}]""", DisplayName = "a total that is too large")]
    public async Task RefusesItems(string items)
    {
        var refused = await Service.RequestAsync("POST", "/api/v1/orders", Wanted(items));
        Assert.AreEqual(400, refused.Status);
    }

    [TestMethod]
    public async Task RefusesAnOrderOfNobodyAndACurrencyThatIsNone()
    {
        const string items = """"items":[{"sku":"A","quantity":1,"price":1}],"paymentMethod":"card"""";
        foreach (var body in new[] { $"{{{items}}}", $$"""{"userId":"ada","currency":"dollars",{{items}}}""" })
        {
            Assert.AreEqual(400, (await Service.RequestAsync("POST", "/api/v1/orders", body)).Status);
        }
    }

    [TestMethod]
    public async Task KnowsNothingOfWhatIsNotThere()
    {
        foreach (var path in new[] { "nothing", "nothing/notifications", "stock/Z", "customers/nobody" })
        {
            Assert.AreEqual(404, (await Service.RequestAsync("GET", $"/api/v1/orders/{path}")).Status);
        }
    }

    private static string Wanted(
        string items = """[{"sku":"A","quantity":3,"price":9.99}]""",
        string? user = null,
        string paymentMethod = "card") =>
        $$"""{"userId":"{{user ?? userId}}","items":{{items}},"paymentMethod":"{{paymentMethod}}"}""";

    private static async Task<string> PlaceAsync(string body)
    {
        var placed = await Service.RequestAsync("POST", "/api/v1/orders", body);
        Assert.AreEqual(202, placed.Status);
        return placed.Text("id");
    }

    private static async Task<Answer> EndedAsync(string id)
    {
        Answer? read = null;
        await Eventually.TrueAsync(
            $"order {id} has ended",
            async () => (read = await Service.RequestAsync("GET", $"/api/v1/orders/{id}")).Text("status") != "Pending");
        return read ?? throw new InvalidOperationException("unreachable");
    }

    private static async Task IsCancelledAsync(string id, string reason)
    {
        var ended = await EndedAsync(id);
        Assert.AreEqual(("Cancelled", reason), (ended.Text("status"), ended.Text("reason")));
    }

    private static async Task<int> StockOfAsync(string sku) =>
        (await Service.RequestAsync("GET", $"/api/v1/orders/stock/{sku}")).Body.GetProperty("available").GetInt32();

    private static async Task<int> NotifiedAsync(string id) =>
        (await Service.RequestAsync("GET", $"/api/v1/orders/{id}/notifications")).Body.GetProperty("items").GetArrayLength();

    private static Task<Answer> CustomerAsync(string id) =>
        Service.RequestAsync("GET", $"/api/v1/orders/customers/{id}");

    private static async Task<string> NewCustomerAsync()
    {
        var id = Guid.NewGuid().ToString();
        var created = new { UserId = id, Name = "Ada", Email = $"{id}@example.com", Version = 1 };
        await Service.PublishAsync("user_events", "UserCreatedEvent", created);
        await Eventually.TrueAsync("the customer is known", async () => (await CustomerAsync(id)).Status == 200);
        return id;
    }
}
