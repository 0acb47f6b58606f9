using System.Text.Json;
using Adapters.Handlers;
using Chassis;

namespace IntegrationTests;

[TestClass]
public sealed class ChangesTests
{
    [TestMethod]
    public async Task A_change_reaches_the_bus()
    {
        if (Settings.Of("AWS_ENDPOINT_URL", "").Length == 0)
        {
            Assert.Inconclusive("SKIPPED: AWS_ENDPOINT_URL is not set");
        }
        foreach (var (name, value) in new[] { ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_REGION", "us-east-1") })
        {
            Environment.SetEnvironmentVariable(name, Settings.Of(name, value));
        }
        Environment.SetEnvironmentVariable("SERVICE_NAME", "item-service");
        Environment.SetEnvironmentVariable("EVENT_BUS_NAME", "default");
        var received = JsonSerializer.Deserialize<StreamEvent>(
            """{"Records":[{"eventID":"c-1","eventName":"INSERT","dynamodb":{"SequenceNumber":"111","NewImage":{"pk":{"S":"item#1"}}}}]}""",
            Json.Options);
        var invocation = new Invocation("request", "test", DateTimeOffset.UtcNow.AddSeconds(30));
        Assert.IsEmpty((await Changes.Create()(received!, invocation)).BatchItemFailures);
    }
}
