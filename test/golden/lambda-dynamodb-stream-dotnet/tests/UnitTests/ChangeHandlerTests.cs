using System.Text.Json.Nodes;
using Adapters;
using Chassis;
using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class ChangeHandlerTests
{
    private readonly Mock<IBus> bus = new();
    private readonly List<EventRecord> sent = [];

    [TestInitialize]
    public void Start()
    {
        Environment.SetEnvironmentVariable("SERVICE_NAME", "item-service");
        bus.Setup(one => one.SendAsync(It.IsAny<IReadOnlyList<EventRecord>>(), It.IsAny<CancellationToken>()))
            .Callback((IReadOnlyList<EventRecord> events, CancellationToken _) => sent.AddRange(events))
            .ReturnsAsync([]);
    }

    [TestMethod]
    public async Task Tells_of_inserts_and_changes_in_their_order_by_events_of_the_contract()
    {
        Assert.IsEmpty(await HandleAsync(Record("1", "INSERT"), Record("2", "MODIFY"), Record("3", "REMOVE"), Record("4", "INSERT", "other#1")));
        CollectionAssert.AreEqual(new[] { "INSERT", "MODIFY" }, sent.Select(one => one.Data["Change"]?.GetValue<string>()).ToArray());
        Assert.IsTrue(sent.All(one => (one.Subject, one.Source) == ("7", "item-service")));
        Assert.IsEmpty(sent.SelectMany(one => EventContract.ProblemsOf(one.Type, one.Data)));
    }

    [TestMethod]
    public async Task Gives_a_change_the_same_id_whenever_it_is_read()
    {
        await HandleAsync(Record("1", "INSERT"));
        await HandleAsync(Record("1", "INSERT"));
        await HandleAsync(Record("2", "INSERT"));
        Assert.AreEqual(sent[0].Id, sent[1].Id);
        Assert.AreNotEqual(sent[0].Id, sent[2].Id);
    }

    [TestMethod]
    public async Task Goes_on_from_the_first_that_failed()
    {
        bus.SetupSequence(one => one.SendAsync(It.IsAny<IReadOnlyList<EventRecord>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync([]).ReturnsAsync([0]);
        CollectionAssert.AreEqual(new[] { "2" }, await HandleAsync(Record("1", "INSERT"), Record("2", "INSERT"), Record("3", "INSERT")));
    }

    private async Task<string[]> HandleAsync(params StreamRecord[] records)
    {
        var handler = ChangeHandler.Of(new ItemChanges(new BusChangePublisher(bus.Object), TimeProvider.System));
        var result = await handler(new StreamEvent(records), Received.Invocation);
        return [.. result.BatchItemFailures.Select(failure => failure.ItemIdentifier)];
    }

    private static StreamRecord Record(string number, string change, string key = "item#7")
    {
        var image = new JsonObject { ["pk"] = new JsonObject { ["S"] = key } };
        return new StreamRecord($"change-{number}", change, new StreamChange(number, change == "REMOVE" ? null : image));
    }
}
