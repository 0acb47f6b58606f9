using System.Text;
using System.Text.Json;
using Chassis.Messaging;
using RabbitMQ.Client;

namespace UnitTests.Messaging;

[TestClass]
public sealed class CloudEventTests
{
    private static readonly OutboxRow sent = new()
    {
        Id = Guid.Parse("0198a4a0-0000-7000-8000-000000000001"),
        Type = "UserCreatedEvent",
        Subject = "u-1",
        Data = """{"UserId":"u-1"}""",
        OccurredAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    [TestMethod]
    public void WhatIsSentIsWhatIsRead()
    {
        var trace = new Dictionary<string, string> { ["traceparent"] = "00-1-2-01" };
        var properties = CloudEvent.PropertiesOf(sent, "user-service", trace);
        Assert.AreEqual("1.0", properties.Headers?["cloudEvents:specversion"]);
        Assert.AreEqual("00-1-2-01", properties.Headers?["traceparent"]);
        Assert.AreEqual("2030-01-01T00:00:00.000Z", properties.Headers?["cloudEvents:time"]);
        var read = CloudEvent.Read(Delivery(sent.Data, properties), []);
        Assert.AreEqual(sent.Id.ToString(), read.Id);
        Assert.AreEqual("UserCreatedEvent", read.Type);
        Assert.AreEqual("u-1", read.Subject);
        Assert.AreEqual("/user-service", read.Source);
        Assert.AreEqual(sent.OccurredAt, read.OccurredAt);
        Assert.AreEqual("u-1", read.Data.GetProperty("UserId").GetString());
        Assert.AreEqual(1, read.Attempt);
    }

    [TestMethod]
    public void ABareMessageAsTheGuidelinesExamplePublishesItIsNamedByItsRoutingKeyAndContent()
    {
        var first = CloudEvent.Read(Delivery(sent.Data), ["UserDeletedEvent", "UserCreatedEvent"]);
        var again = CloudEvent.Read(Delivery(sent.Data), []);
        Assert.AreEqual("UserCreatedEvent", first.Type);
        Assert.AreEqual("usercreatedevent", again.Type);
        Assert.AreEqual(first.Id, again.Id);
        Assert.AreEqual(64, first.Id.Length);
        Assert.AreEqual(first.Id, first.Subject);
        Assert.AreEqual("user_events", first.Source);
    }

    [TestMethod]
    [DataRow("cloudEvents:id")]
    [DataRow("cloudEvents_id")]
    [DataRow("id")]
    public void AttributesAreReadByAnyOfTheNamesThatSendersGiveThem(string header)
    {
        var headers = new Dictionary<string, object?> { [header] = Encoding.UTF8.GetBytes("e-1"), ["x-attempt"] = 3L };
        var read = CloudEvent.Read(Delivery("{}", new BasicProperties { Headers = headers, MessageId = "m-1" }), []);
        Assert.AreEqual("e-1", read.Id);
        Assert.AreEqual(3, read.Attempt);
    }

    [TestMethod]
    [DataRow("not json")]
    [DataRow("[]")]
    [DataRow("\"text\"")]
    public void ABodyThatIsNoJsonObjectIsRefused(string body) =>
        Assert.Throws<JsonException>(() => CloudEvent.Read(Delivery(body), []));

    private static DeliveredMessage Delivery(string body, BasicProperties? properties = null) =>
        new(1, "user_events", "usercreatedevent", properties ?? new BasicProperties(), Encoding.UTF8.GetBytes(body));
}
