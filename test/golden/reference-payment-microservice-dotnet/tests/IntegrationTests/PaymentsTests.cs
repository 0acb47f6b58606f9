using IntegrationTests.Support;

namespace IntegrationTests;

/// <summary>Payments over HTTP, PostgreSQL and RabbitMQ.</summary>
[TestClass]
public sealed class PaymentsTests
{
    private static ServiceWithEvents? started;

    private static ServiceWithEvents Service => started ?? throw new InvalidOperationException("not started");

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => started = await ServiceWithEvents.StartAsync("payment_events");

    [ClassCleanup]
    public static async Task StopAsync()
    {
        if (started is not null)
        {
            await started.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task AuthorizesAPaymentAnswersWhereItIsAndPublishesIt()
    {
        var wanted = new Wanted();
        var paid = await PayAsync(wanted);

        Assert.AreEqual(201, paid.Status);
        var id = paid.Text("id");
        Assert.AreEqual($"/api/v1/payments/{id}", paid.Response.Headers.Location?.ToString());
        Assert.AreEqual(
            $$"""{"id":"{{id}}","orderId":"{{wanted.OrderId}}","amount":29.97,"currency":"USD","method":"card","status":"Authorized"}""",
            paid.Body.GetRawText());
        var read = await Service.RequestAsync("GET", $"/api/v1/payments/{id}");
        Assert.AreEqual(paid.Body.GetRawText(), read.Body.GetRawText());

        var published = await Service.EventAsync("PaymentAuthorizedEvent", id);
        Assert.AreEqual(wanted.OrderId, published.Data.GetProperty("OrderId").GetString());
        Assert.AreEqual(29.97m, published.Data.GetProperty("Amount").GetDecimal());
        Assert.AreEqual("USD", published.Data.GetProperty("Currency").GetString());
        EventContract.Check(published);
    }

    [TestMethod]
    public async Task AnswersADeclineAsAResult()
    {
        var declined = await PayAsync(new Wanted(Method: "declined"));
        Assert.AreEqual((201, "Declined"), (declined.Status, declined.Text("status")));
        Assert.AreNotEqual("", declined.Text("reason"));
        EventContract.Check(await Service.EventAsync("PaymentDeclinedEvent", declined.Text("id")));
    }

    [TestMethod]
    public async Task NeedsAnIdempotencyKey()
    {
        var refused = await Service.RequestAsync("POST", "/api/v1/payments", new Wanted().Body());
        Assert.AreEqual(400, refused.Status);
        Assert.Contains("idempotency-key", refused.Body.GetRawText());
    }

    [TestMethod]
    public async Task MakesOnePaymentOfTenEqualRequestsUnderOneKeyAtOnce()
    {
        var (wanted, key) = (new Wanted(), NewKey());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PayAsync(wanted, key)));

        Assert.IsTrue(answers.All(answer => answer.Status == 201));
        var id = answers.Select(answer => answer.Text("id")).Distinct().Single();
        var listed = await Service.RequestAsync("GET", $"/api/v1/payments?orderId={wanted.OrderId}");
        var only = listed.Body.GetProperty("items").EnumerateArray().Single();
        Assert.AreEqual(answers[0].Body.GetRawText(), only.GetRawText());
        await Service.EventAsync("PaymentAuthorizedEvent", id);
        Assert.AreEqual("PaymentAuthorizedEvent", Service.EventTypesOf(id));
    }

    [TestMethod]
    public async Task RefusesAKeyThatStandsForSomethingElse()
    {
        var (wanted, key) = (new Wanted(), NewKey());
        await PayAsync(wanted, key);
        var refused = await PayAsync(wanted with { Amount = "30" }, key);
        Assert.AreEqual(422, refused.Status);
    }

    [TestMethod]
    public async Task RefundsOnceAndStillAnswersTheFirstRequestAsItDid()
    {
        var (wanted, key) = (new Wanted(), NewKey());
        var paid = await PayAsync(wanted, key);
        var id = paid.Text("id");
        var refunds = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RefundAsync(id)));

        Assert.IsTrue(refunds.All(answer => (answer.Status, answer.Text("status")) == (200, "Refunded")));
        Assert.AreEqual("Refunded", (await Service.RequestAsync("GET", $"/api/v1/payments/{id}")).Text("status"));
        Assert.AreEqual(paid.Body.GetRawText(), (await PayAsync(wanted, key)).Body.GetRawText());
        EventContract.Check(await Service.EventAsync("PaymentRefundedEvent", id));
        Assert.AreEqual("PaymentAuthorizedEvent PaymentRefundedEvent", Service.EventTypesOf(id));
    }

    [TestMethod]
    public async Task RefundsNeitherADeclineNorNothing()
    {
        var declined = await PayAsync(new Wanted(Method: "declined"));
        Assert.AreEqual(409, (await RefundAsync(declined.Text("id"))).Status);
        Assert.AreEqual(404, (await RefundAsync("nothing")).Status);
        Assert.AreEqual(404, (await Service.RequestAsync("GET", "/api/v1/payments/nothing")).Status);
    }

    [TestMethod]
    [DataRow("0", "USD", "card", DisplayName = "zero")]
    [DataRow("-1", "USD", "card", DisplayName = "less than nothing")]
    [DataRow("\"29.97\"", "USD", "card", DisplayName = "a text for an amount")]
    [DataRow("0.001", "USD", "card", DisplayName = "fractions of a cent")]
    [DataRow("0.5", "JPY", "card", DisplayName = "half a yen")]
    [DataRow("29.97", "usd", "card", DisplayName = "a currency that is none")]
    [DataRow("29.97", "USD", " ", DisplayName = "a blank method")]
    public async Task Refuses(string amount, string currency, string method) =>
        Assert.AreEqual(400, (await PayAsync(new Wanted(amount, currency, method))).Status);

    [TestMethod]
    public async Task RefusesAPaymentOfNoOrder() =>
        Assert.AreEqual(400, (await PayAsync(new Wanted { OrderId = "" })).Status);

    private static string NewKey() => Guid.NewGuid().ToString();

    private static Task<Answer> PayAsync(Wanted wanted, string? key = null) =>
        Service.RequestAsync("POST", "/api/v1/payments", wanted.Body(), ("Idempotency-Key", key ?? NewKey()));

    private static Task<Answer> RefundAsync(string id) =>
        Service.RequestAsync("POST", $"/api/v1/payments/{id}/refund");

    /// <param name="Amount">As JSON has it.</param>
    private sealed record Wanted(string Amount = "29.97", string Currency = "USD", string Method = "card")
    {
        public string OrderId { get; init; } = Guid.NewGuid().ToString();

        public string Body() =>
            $$"""{"orderId":"{{OrderId}}","amount":{{Amount}},"currency":"{{Currency}}","method":"{{Method}}"}""";
    }
}
