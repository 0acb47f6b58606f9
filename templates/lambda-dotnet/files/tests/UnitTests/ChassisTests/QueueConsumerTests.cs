using System.Text.Json.Nodes;
using Chassis;
using Moq;

namespace UnitTests.ChassisTests;

[TestClass]
public sealed class QueueConsumerTests
{
    private readonly Mock<IConsumer> consumer = new();
    private readonly Mock<IQueueClient> queue = new();

    [TestMethod]
    public async Task Reports_only_what_failed_and_delays_it_longer_each_time()
    {
        consumer.Setup(one => one.HandleAsync(It.Is<IncomingEvent>(received => received.Id == "bad"), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("not now"));
        var failed = await HandleAsync(Received.Queued("AEvent", [], "good"), Received.Queued("AEvent", [], "bad", received: 2));
        CollectionAssert.AreEqual(new[] { "message-bad" }, failed);
        queue.Verify(one => one.DelayAsync("receipt-bad", 4, It.IsAny<CancellationToken>()), Times.Once);
        queue.VerifyNoOtherCalls();
    }

    [TestMethod]
    public async Task Does_not_wait_with_what_can_never_succeed()
    {
        var noEvent = new QueueRecord("m", "r", "no json");
        CollectionAssert.AreEqual(new[] { "m" }, await HandleAsync(noEvent));
        queue.Verify(one => one.DelayAsync("r", 0, It.IsAny<CancellationToken>()), Times.Once);
        consumer.VerifyNoOtherCalls();
    }

    [TestMethod]
    [DataRow(true, 0)]
    [DataRow(false, 1)]
    public async Task Asks_what_to_do_when_the_last_attempt_failed(bool isDone, int failures)
    {
        consumer.Setup(one => one.HandleAsync(It.IsAny<IncomingEvent>(), It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException());
        consumer.Setup(one => one.OnExhaustedAsync(It.IsAny<IncomingEvent>(), It.IsAny<Exception>(), It.IsAny<CancellationToken>())).ReturnsAsync(isDone);
        Assert.HasCount(failures, await HandleAsync(Received.Queued("AEvent", [], received: 3)));
    }

    [TestMethod]
    public async Task Reads_the_attributes_of_CloudEvents_else_those_of_EventBridge()
    {
        IncomingEvent? seen = null;
        consumer.Setup(one => one.HandleAsync(It.IsAny<IncomingEvent>(), It.IsAny<CancellationToken>()))
            .Callback((IncomingEvent received, CancellationToken _) => seen = received).Returns(Task.CompletedTask);
        await HandleAsync(Received.Queued("AEvent", new JsonObject { ["Name"] = "x" }, "an-id"));
        Assert.AreEqual(("an-id", "AEvent", "test", "x"), (seen?.Id, seen?.Type, seen?.Subject, seen?.TextIn("Name")));
        await HandleAsync(new QueueRecord("m", "r", """{"id":"own","detail-type":"BEvent","source":"s","time":"t","detail":{}}"""));
        Assert.AreEqual(("own", "BEvent", "own", "t"), (seen?.Id, seen?.Type, seen?.Subject, seen?.Time));
    }

    private async Task<string[]> HandleAsync(params QueueRecord[] records)
    {
        var result = await new QueueConsumer(consumer.Object, queue.Object).Handler()(new QueueEvent(records), Received.Invocation);
        return [.. result.BatchItemFailures.Select(failure => failure.ItemIdentifier)];
    }
}
