using System.Text.Json.Nodes;
using Adapters;
using Chassis;
using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class OrderApiTests
{
    private const string Path = "/api/v1/orders";
    private const string Body = """{"userId":"ada","items":[{"sku":"A","quantity":3,"price":9.99}],"paymentMethod":"card"}""";

    private readonly InMemoryOrderStore store = new();
    private readonly Mock<IOrderViews> views = new();
    private readonly Mock<ICustomerDirectory> customers = new();
    private readonly Orders orders;

    public OrderApiTests() => orders = new Orders(store, views.Object, () => "order-1", TimeProvider.System);

    [TestMethod]
    public void Has_a_route_for_every_operation_of_the_contract()
    {
        var operations = ApiContract.Of(typeof(OrderRoutes).Assembly).Operations;
        CollectionAssert.AreEquivalent(operations.ToArray(), OrderRoutes.Of(orders, customers.Object).Keys.ToArray());
    }

    [TestMethod]
    public async Task Takes_an_order_down_and_answers_before_it_is_carried_out()
    {
        var placed = await CallAsync("POST", Path, Body);
        Assert.AreEqual((202, $"{Path}/order-1"), (placed.StatusCode, placed.Headers["location"]));
        Assert.AreEqual("""{"id":"order-1","status":"Pending"}""", placed.Body);
        var created = store.Events.Single();
        Assert.AreEqual("OrderCreatedEvent", created.Type);
        Assert.IsEmpty(EventContract.ProblemsOf(created.Type, created.Data));
        Assert.AreEqual(400, (await CallAsync("POST", Path, Body.Replace("9.99", "9.999", StringComparison.Ordinal))).StatusCode);
        Assert.AreEqual(400, (await CallAsync("POST", Path, Body.Replace("3", "0", StringComparison.Ordinal))).StatusCode);
    }

    [TestMethod]
    public async Task Shows_an_order_as_the_read_side_knows_it()
    {
        var view = new OrderView("order-1", "ada", [new OrderViewItem("A", 3, 9.99m)], 29.97m, "USD", OrderStatus.Cancelled, "why");
        views.Setup(one => one.FindAsync("order-1", It.IsAny<CancellationToken>())).ReturnsAsync(view);
        var found = await CallAsync("GET", $"{Path}/order-1");
        Assert.AreEqual(
            """{"id":"order-1","userId":"ada","items":[{"sku":"A","quantity":3,"price":9.99}],"total":29.97,"currency":"USD","status":"Cancelled","reason":"why"}""",
            found.Body);
        Assert.AreEqual(404, (await CallAsync("GET", $"{Path}/nothing")).StatusCode);
        Assert.AreEqual(404, (await CallAsync("GET", $"{Path}/stock/Z")).StatusCode);
    }

    [TestMethod]
    public async Task Does_not_show_a_customer_who_was_removed()
    {
        var ada = new Customer("ada", "Ada", "ada@example.com", 1, Removed: false);
        customers.Setup(one => one.FindAsync("ada", It.IsAny<CancellationToken>())).ReturnsAsync(ada);
        customers.Setup(one => one.FindAsync("eve", It.IsAny<CancellationToken>())).ReturnsAsync(ada with { UserId = "eve", Removed = true });
        Assert.AreEqual("""{"userId":"ada","name":"Ada","email":"ada@example.com"}""", (await CallAsync("GET", $"{Path}/customers/ada")).Body);
        Assert.AreEqual(404, (await CallAsync("GET", $"{Path}/customers/eve")).StatusCode);
    }

    [TestMethod]
    public void Consumes_and_publishes_what_the_contract_says()
    {
        Assert.AreEqual(
            "order_events OrderCreatedEvent, order_events OrderProcessedEvent, payment_events PaymentAuthorizedEvent, "
                + "payment_events PaymentDeclinedEvent, payment_events PaymentRefundedEvent, payment_events PaymentRefusedEvent, "
                + "user_events UserCreatedEvent, user_events UserDeletedEvent, user_events UserUpdatedEvent",
            string.Join(", ", EventsThatAre("receive")));
        CollectionAssert.Contains(EventsThatAre("send"), "payment_requests PaymentRequestedEvent");
    }

    private static string[] EventsThatAre(string action)
    {
        static string Last(JsonNode? reference) => (reference?["$ref"]?.GetValue<string>() ?? "").Split('/')[^1];
        var operations = (EventContract.Document["operations"]?.AsObject() ?? [])
            .Select(operation => operation.Value)
            .Where(operation => operation?["action"]?.GetValue<string>() == action);
        return
        [
            .. operations
                .SelectMany(operation => (operation?["messages"]?.AsArray() ?? [])
                    .Select(message => $"{AddressOf(Last(operation?["channel"]))} {Last(message)}"))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string AddressOf(string channel) =>
        EventContract.Document["channels"]?[channel]?["address"]?.GetValue<string>() ?? channel;

    private Task<ApiResult> CallAsync(string method, string path, string? body = null) =>
        Adapters.Handlers.Api.Of(orders, customers.Object)(Received.Http(method, path, body), Received.Invocation);
}
