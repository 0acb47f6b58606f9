using System.Text.Json.Nodes;
using Adapters;
using Chassis;
using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class PaymentApiTests
{
    private const string Path = "/api/v1/payments";
    private const string Body = """{"orderId":"o-1","amount":19.99,"currency":"USD","method":"card"}""";

    private readonly InMemoryPaymentStore store = new();
    private readonly Mock<IRefusals> refusals = new();
    private readonly Payments payments;

    public PaymentApiTests()
    {
        var next = 0;
        payments = new Payments(store, new SandboxPaymentProvider(), () => $"payment-{++next}", TimeProvider.System);
    }

    [TestMethod]
    public void Has_a_route_for_every_operation_of_the_contract()
    {
        var operations = ApiContract.Of(typeof(PaymentRoutes).Assembly).Operations;
        CollectionAssert.AreEquivalent(operations.ToArray(), PaymentRoutes.Of(payments).Keys.ToArray());
    }

    [TestMethod]
    public async Task Charges_once_for_a_key_and_refuses_another_request_under_it()
    {
        var first = await PayAsync("k-1", Body);
        Assert.AreEqual((201, $"{Path}/payment-1"), (first.StatusCode, first.Headers["location"]));
        Assert.AreEqual("""{"id":"payment-1","orderId":"o-1","amount":19.99,"currency":"USD","method":"card","status":"Authorized"}""", first.Body);
        Assert.AreEqual(first.Body, (await PayAsync("k-1", Body)).Body);
        Assert.AreEqual(422, (await PayAsync("k-1", Body.Replace("19.99", "20", StringComparison.Ordinal))).StatusCode);
        Assert.AreEqual(400, (await CallAsync("POST", Path, Body)).StatusCode);
        Assert.AreEqual(400, (await PayAsync("k-2", Body.Replace("19.99", "1.234", StringComparison.Ordinal))).StatusCode);
        Assert.AreEqual(404, (await CallAsync("GET", $"{Path}/nothing")).StatusCode);
        Assert.AreEqual(200, (await CallAsync("POST", $"{Path}/payment-1/refund")).StatusCode);
    }

    [TestMethod]
    public async Task Carries_out_what_events_ask_for_once_for_an_order()
    {
        var asked = Received.Queued("PaymentRequestedEvent", Asked(10));
        Assert.IsEmpty(await HandleAsync(asked, asked with { MessageId = "again" }));
        var kept = await payments.ListAsync("o-9", new PageRequest(10));
        Assert.AreEqual(10m, kept.Items.Single().Money.ToDecimal());
        refusals.VerifyNoOtherCalls();
    }

    [TestMethod]
    public async Task Says_that_what_is_no_amount_is_refused_and_gives_up_a_refund_of_nothing()
    {
        Assert.IsEmpty(await HandleAsync(Received.Queued("PaymentRequestedEvent", Asked(-1))));
        refusals.Verify(one => one.RefuseAsync("o-9", It.IsAny<string>(), It.IsAny<CancellationToken>()), Times.Once);
        var refund = Received.Queued("RefundRequestedEvent", new JsonObject { ["PaymentId"] = "nothing" });
        CollectionAssert.AreEqual(new[] { refund.MessageId }, await HandleAsync(refund));
    }

    private static JsonObject Asked(decimal amount) =>
        new() { ["OrderId"] = "o-9", ["Amount"] = amount, ["Currency"] = "USD", ["Method"] = "card" };

    private async Task<string[]> HandleAsync(params QueueRecord[] records)
    {
        var consumer = new PaymentRequests(payments, refusals.Object, ApiContract.Of(typeof(PaymentRoutes).Assembly));
        var result = await new QueueConsumer(consumer, Mock.Of<IQueueClient>()).Handler()(new QueueEvent(records), Received.Invocation);
        return [.. result.BatchItemFailures.Select(failure => failure.ItemIdentifier)];
    }

    private Task<ApiResult> PayAsync(string key, string body) =>
        Adapters.Handlers.Api.Of(payments)(Received.Http("POST", Path, body, "", ("Idempotency-Key", key)), Received.Invocation);

    private Task<ApiResult> CallAsync(string method, string path, string? body = null) =>
        Adapters.Handlers.Api.Of(payments)(Received.Http(method, path, body), Received.Invocation);
}
