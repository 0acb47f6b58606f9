using System.Text.Json.Nodes;
using Adapters;
using Chassis;
using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class ItemProcessingTests
{
    private readonly Mock<IProcessedStore> store = new();
    private readonly Mock<IQueueClient> queue = new();
    private readonly ItemProcessing processing;

    public ItemProcessingTests()
    {
        var clock = new Mock<TimeProvider>();
        clock.Setup(time => time.GetUtcNow()).Returns(new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
        processing = new ItemProcessing(store.Object, clock.Object);
    }

    [TestMethod]
    public async Task Tells_by_an_event_of_the_contract_what_was_processed()
    {
        ItemProcessed? told = null;
        Keeps(true, said => told = said);
        var result = await processing.ProcessAsync("delivery", "one");
        Assert.AreEqual(new ProcessedItem("one", "Processed", "2030-01-02T03:04:05.678Z"), result);
        Assert.IsEmpty(EventContract.ProblemsOf(ItemProcessed.Type, told!));
    }

    [TestMethod]
    public async Task Answers_what_was_kept_the_first_time()
    {
        var first = new ProcessedItem("one", "Processed", "2029-01-01T00:00:00.000Z");
        Keeps(false);
        store.Setup(one => one.FindAsync("one", It.IsAny<CancellationToken>())).ReturnsAsync(first);
        Assert.AreEqual(first, await processing.ProcessAsync("delivery", "one"));
    }

    [TestMethod]
    public async Task Reports_of_a_batch_only_the_message_that_failed()
    {
        Keeps(true);
        var good = Received.Queued("ItemCreatedEvent", new JsonObject { ["ItemId"] = "one" }, "good");
        var bad = Received.Queued("ItemCreatedEvent", [], "bad");
        var handler = new QueueConsumer(new ItemConsumer(processing), queue.Object).Handler();
        var result = await handler(new QueueEvent([good, bad]), Received.Invocation);
        Assert.AreEqual("message-bad", result.BatchItemFailures.Single().ItemIdentifier);
        store.Verify(one => one.KeepOnceAsync("good", It.IsAny<ProcessedItem>(), It.IsAny<ItemProcessed>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [TestMethod]
    public async Task Answers_a_request_with_success_and_the_id()
    {
        Keeps(true);
        var handler = Chassis.Api.Handler(ApiContract.Of(typeof(ItemRoutes).Assembly), ItemRoutes.Of(processing));
        var answered = await handler(Received.Http("POST", "/api/v1/items", """{"ItemId":"one"}"""), Received.Invocation);
        Assert.AreEqual((200, """{"success":true,"itemId":"one"}"""), (answered.StatusCode, answered.Body));
        var missing = await handler(Received.Http("GET", "/api/v1/items/two"), Received.Invocation);
        Assert.AreEqual(404, missing.StatusCode);
    }

    [TestMethod]
    public void Every_route_is_in_the_contract_and_every_operation_there_has_a_route()
    {
        var operations = ApiContract.Of(typeof(ItemRoutes).Assembly).Operations;
        CollectionAssert.AreEquivalent(operations.ToArray(), ItemRoutes.Of(processing).Keys.ToArray());
    }

    private void Keeps(bool isNew, Action<ItemProcessed>? onTold = null) =>
        store.Setup(one => one.KeepOnceAsync(
                It.IsAny<string>(), It.IsAny<ProcessedItem>(), It.IsAny<ItemProcessed>(), It.IsAny<CancellationToken>()))
            .Callback((string _, ProcessedItem _, ItemProcessed told, CancellationToken _) => onTold?.Invoke(told))
            .ReturnsAsync(isNew);
}
