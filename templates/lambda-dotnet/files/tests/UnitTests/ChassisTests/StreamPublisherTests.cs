using System.Text.Json;
using Chassis;
using Moq;

namespace UnitTests.ChassisTests;

[TestClass]
public sealed class StreamPublisherTests
{
    private readonly Mock<IBus> bus = new();
    private readonly List<EventRecord> sent = [];

    [TestMethod]
    public async Task Publishes_inserted_events_and_nothing_else()
    {
        Takes([]);
        Assert.IsEmpty(await PublishAsync(Record("1", "INSERT", "event"), Record("2", "INSERT", "state"), Record("3", "MODIFY", "event")));
        var only = sent.Single();
        Assert.AreEqual(("id-1", "AEvent", "s-1", 7, """{"N":1}"""), (only.Id, only.Type, only.Subject, only.Version, only.Data.ToJsonString()));
    }

    [TestMethod]
    public async Task Goes_on_from_the_first_that_the_bus_did_not_take()
    {
        Takes([2, 1]);
        var failed = await PublishAsync(Record("1", "INSERT", "event"), Record("2", "INSERT", "event"), Record("3", "INSERT", "event"));
        CollectionAssert.AreEqual(new[] { "2" }, failed);
    }

    private void Takes(IReadOnlyList<int> refused) =>
        bus.Setup(one => one.SendAsync(It.IsAny<IReadOnlyList<EventRecord>>(), It.IsAny<CancellationToken>()))
            .Callback((IReadOnlyList<EventRecord> events, CancellationToken _) => sent.AddRange(events))
            .ReturnsAsync(refused);

    private async Task<string[]> PublishAsync(params StreamRecord[] records)
    {
        var result = await StreamPublisher.Handler(bus.Object)(new StreamEvent(records), Received.Invocation);
        return [.. result.BatchItemFailures.Select(failure => failure.ItemIdentifier)];
    }

    /// <summary>As Lambda gives it: JSON, in which each value names its type.</summary>
    private static StreamRecord Record(string number, string change, string kind) => JsonSerializer.Deserialize<StreamRecord>($$$"""
        {
          "eventID": "e-{{{number}}}", "eventName": "{{{change}}}",
          "dynamodb": {
            "SequenceNumber": "{{{number}}}",
            "NewImage": {
              "pk": { "S": "a#1" }, "kind": { "S": "{{{kind}}}" }, "id": { "S": "id-{{{number}}}" }, "type": { "S": "AEvent" },
              "subject": { "S": "s-{{{number}}}" }, "source": { "S": "test" }, "time": { "S": "2030-01-02T03:04:05.678Z" },
              "version": { "N": "7" }, "data": { "S": "{\"N\":1}" }
            }
          }
        }
        """, Json.Options)!;
}
