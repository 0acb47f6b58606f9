using System.Text.Json.Nodes;
using Adapters.Handlers;
using Chassis;

namespace IntegrationTests;

/// <summary>Items in DynamoDB.</summary>
[TestClass]
public sealed class ItemsTests
{
    private const string Path = "/api/v1/items";

    private TestTable? table;

    private Handler<ApiEvent, ApiResult>? handler;

    [TestInitialize]
    public async Task StartAsync()
    {
        table = await TestTable.CreateAsync(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"));
        handler = Adapters.Handlers.Api.Of(table.Table);
    }

    [TestCleanup]
    public async Task EndAsync()
    {
        if (table is not null)
        {
            await table.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task One_is_created_read_changed_and_deleted_and_each_step_is_an_event()
    {
        var created = await CallAsync("POST", Path, """{"name":"first"}""");
        var id = created.Body?["id"]?.GetValue<string>();
        var one = $"{Path}/{id}";
        Assert.AreEqual((201, one, "\"1\""), (created.Status, created.Headers["location"], created.Headers["etag"]));
        var read = await CallAsync("GET", one);
        Assert.AreEqual(created.Body?.ToJsonString(), read.Body?.ToJsonString());

        var changed = await CallAsync("PUT", one, """{"name":"second"}""", ifMatch: "\"1\"");
        Assert.AreEqual((200, 2), (changed.Status, changed.Body?["version"]?.GetValue<int>()));
        Assert.AreEqual(412, (await CallAsync("PUT", one, """{"name":"third"}""", ifMatch: "\"1\"")).Status);
        Assert.AreEqual(204, (await CallAsync("DELETE", one)).Status);
        Assert.AreEqual(404, (await CallAsync("GET", one)).Status);

        var events = await EventStore.HistoryAsync(table!.Table, $"item#{id}");
        CollectionAssert.AreEqual(
            new[] { "1 ItemCreatedEvent", "2 ItemUpdatedEvent", "3 ItemDeletedEvent" },
            events.Select(step => $"{step.Version} {step.Type}").ToArray());
        Assert.AreEqual(id, events[0].Data["ItemId"]?.GetValue<string>());
    }

    [TestMethod]
    public async Task Of_writers_at_once_each_leaves_its_event_in_one_history()
    {
        var created = await CallAsync("POST", Path, """{"name":"busy"}""");
        var id = created.Body?["id"]?.GetValue<string>();
        var answers = await Task.WhenAll(new[] { "a", "b", "c", "d" }.Select(name => CallAsync("PUT", $"{Path}/{id}", Named(name))));
        Assert.IsTrue(answers.All(answer => answer.Status is 200 or 409));
        var kept = answers.Count(answer => answer.Status == 200);
        Assert.AreEqual(1 + kept, (await CallAsync("GET", $"{Path}/{id}")).Body?["version"]?.GetValue<int>());
        Assert.HasCount(1 + kept, await EventStore.HistoryAsync(table!.Table, $"item#{id}"));
    }

    [TestMethod]
    public async Task Pages_follow_one_another()
    {
        foreach (var name in new[] { "x", "y", "z" })
        {
            await CallAsync("POST", Path, Named(name));
        }
        var first = await CallAsync("GET", Path, query: "limit=2");
        var second = await CallAsync("GET", Path, query: $"limit=2&cursor={first.Body?["nextCursor"]}");
        var names = new[] { first, second }.SelectMany(page => page.Body?["items"]?.AsArray() ?? []).Select(item => item?["name"]?.GetValue<string>());
        CollectionAssert.AreEqual(new[] { "x", "y", "z" }, names.ToArray());
        Assert.AreEqual(400, (await CallAsync("GET", Path, query: "cursor=nonsense")).Status);
    }

    private static string Named(string name) => new JsonObject { ["name"] = name }.ToJsonString();

    private async Task<(int Status, IReadOnlyDictionary<string, string> Headers, JsonNode? Body)> CallAsync(
        string method, string path, string? body = null, string query = "", string? ifMatch = null)
    {
        var received = new ApiEvent
        {
            RawPath = path,
            RawQueryString = query,
            Headers = new Dictionary<string, string?> { ["content-type"] = "application/json", ["if-match"] = ifMatch },
            RequestContext = new(new(method)),
            Body = body,
        };
        var invocation = new Invocation($"{Guid.NewGuid()}", "test", DateTimeOffset.UtcNow.AddSeconds(30));
        var result = await handler!(received, invocation);
        return (result.StatusCode, result.Headers, result.Body.Length == 0 ? null : JsonNode.Parse(result.Body));
    }
}
