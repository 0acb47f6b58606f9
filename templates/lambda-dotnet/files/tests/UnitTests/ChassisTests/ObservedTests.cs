using System.Text.Json.Nodes;
using Chassis;

namespace UnitTests.ChassisTests;

[TestClass]
public sealed class ObservedTests
{
    [TestMethod]
    public async Task Writes_logs_and_metrics_as_lines_of_JSON()
    {
        var handler = Observed.Of<string, int>((_, _) =>
        {
            Log.Warn("Look", ("error", new InvalidOperationException("why", new ArgumentException("deeper"))), ("count", 2));
            Metrics.Add("Made", 3, MetricUnit.Count);
            return Task.FromResult(1);
        });
        var lines = await LinesOfAsync(() => handler("", Received.Invocation));
        var line = lines.Single(one => one["message"]?.GetValue<string>() == "Look");
        Assert.AreEqual(("warn", Received.Invocation.RequestId), (line["level"]?.GetValue<string>(), line["request_id"]?.GetValue<string>()));
        Assert.AreEqual("deeper", line["error"]?["cause"]?["message"]?.GetValue<string>());
        var requests = MetricOf(lines, "Requests");
        Assert.AreEqual(("Success", "[1]"), (requests["Status"]?.GetValue<string>(), requests["Requests"]?.ToJsonString()));
        Assert.AreEqual("[3]", MetricOf(lines, "Made")["Made"]?.ToJsonString());
    }

    [TestMethod]
    public async Task Hands_on_what_is_thrown_and_counts_it_as_an_error()
    {
        var handler = Observed.Of<string, int>((_, _) => throw new InvalidOperationException("no"));
        var lines = await LinesOfAsync(() => Assert.ThrowsExactlyAsync<InvalidOperationException>(() => handler("", Received.Invocation)));
        Assert.AreEqual("Error", MetricOf(lines, "Requests")["Status"]?.GetValue<string>());
    }

    private static JsonNode MetricOf(IEnumerable<JsonNode> lines, string name) => lines.Single(line => line["_aws"] is not null && line[name] is not null);

    private static async Task<IReadOnlyList<JsonNode>> LinesOfAsync(Func<Task> work)
    {
        var (before, written) = (Console.Out, new StringWriter());
        Console.SetOut(written);
        try
        {
            await work();
        }
        finally
        {
            Console.SetOut(before);
        }
        return [.. written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)).OfType<JsonNode>()];
    }
}
