using System.Text.Json.Nodes;
using Chassis;

namespace UnitTests;

/// <summary>What functions receive, as Lambda gives it to them.</summary>
internal static class Received
{
    public static Invocation Invocation { get; } =
        new("00000000-0000-4000-8000-00000000c0de", "test", DateTimeOffset.UtcNow.AddSeconds(10));

    /// <summary>A request as an HTTP API gives it (payload 2.0).</summary>
    public static ApiEvent Http(
        string method, string path, string? body = null, string query = "", params (string Name, string Value)[] headers)
    {
        (string Name, string? Value)[] all = [.. body is null ? [] : Json, .. headers.Select(header => (header.Name, (string?)header.Value))];
        return new ApiEvent
        {
            RawPath = path,
            RawQueryString = query,
            Headers = all.ToDictionary(header => header.Name, header => header.Value),
            RequestContext = new(new(method)),
            Body = body,
        };
    }

    private static (string Name, string? Value)[] Json => [("content-type", "application/json")];

    /// <summary>An event as EventBridge puts it into a queue, and Lambda takes it from there.</summary>
    public static QueueRecord Queued(
        string type, JsonObject data, string id = "6f0c9f5e-7f0b-4c0a-9a43-0d6a3b6c2f11", int received = 1, string? traceparent = null)
    {
        var detail = data.DeepClone().AsObject();
        detail["cloudEvent"] = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = "test",
            ["type"] = type,
            ["subject"] = "test",
            ["time"] = "2030-01-02T03:04:05.678Z",
            ["traceparent"] = traceparent,
        };
        var body = new JsonObject { ["version"] = "0", ["id"] = id, ["detail-type"] = type, ["source"] = "test", ["detail"] = detail };
        return new QueueRecord(
            $"message-{id}", $"receipt-{id}", body.ToJsonString(), new Dictionary<string, string> { ["ApproximateReceiveCount"] = $"{received}" });
    }
}
