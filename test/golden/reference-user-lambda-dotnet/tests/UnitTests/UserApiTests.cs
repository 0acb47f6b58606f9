using System.Text.Json.Nodes;
using Adapters;
using Chassis;
using Domain;

namespace UnitTests;

[TestClass]
public sealed class UserApiTests
{
    private const string Path = "/api/v1/users";
    private const string Ada = """{"name":"Ada Lovelace","email":"ada@example.com"}""";

    private readonly InMemoryUserStore store = new();
    private readonly Users users;

    public UserApiTests()
    {
        var next = 0;
        users = new Users(store, () => $"user-{++next}", TimeProvider.System);
    }

    [TestMethod]
    public void Has_a_route_for_every_operation_of_the_contract()
    {
        var operations = ApiContract.Of(typeof(UserRoutes).Assembly).Operations;
        CollectionAssert.AreEquivalent(operations.ToArray(), UserRoutes.Of(users).Keys.ToArray());
    }

    [TestMethod]
    public async Task Answers_201_with_the_user_and_Location_and_the_event_fits_its_contract()
    {
        var created = await CallAsync("POST", Path, Ada);
        Assert.AreEqual((201, $"{Path}/user-1"), (created.StatusCode, created.Headers["location"]));
        Assert.AreEqual("""{"id":"user-1","name":"Ada Lovelace","email":"ada@example.com"}""", created.Body);
        Assert.IsEmpty(store.Events.SelectMany(one => EventContract.ProblemsOf(one.Type, one.Data)));
    }

    [TestMethod]
    [DataRow("POST", Path, """{"name":"Ada"}""", 400)]
    [DataRow("POST", Path, "not json", 400)]
    [DataRow("GET", $"{Path}/nobody", null, 404)]
    [DataRow("PATCH", $"{Path}/user-1", Ada, 405)]
    [DataRow("POST", Path, """{"name":"Other","email":"ADA@example.com"}""", 409)]
    public async Task Answers_as_the_contract_says(string method, string path, string? body, int expected)
    {
        await CallAsync("POST", Path, Ada);
        Assert.AreEqual(expected, (await CallAsync(method, path, body)).StatusCode);
    }

    [TestMethod]
    public async Task Changes_lists_and_removes_and_the_history_stays()
    {
        await CallAsync("POST", Path, Ada);
        Assert.AreEqual(200, (await CallAsync("PUT", $"{Path}/user-1", """{"name":"Ada King","email":"ada@example.com"}""")).StatusCode);
        Assert.HasCount(1, JsonNode.Parse((await CallAsync("GET", Path)).Body)?["items"]?.AsArray() ?? []);
        Assert.AreEqual(204, (await CallAsync("DELETE", $"{Path}/user-1")).StatusCode);
        var history = JsonNode.Parse((await CallAsync("GET", $"{Path}/user-1/events")).Body)?["items"]?.AsArray() ?? [];
        CollectionAssert.AreEqual(
            new[] { UserEvent.Created, UserEvent.Updated, UserEvent.Deleted }, history.Select(one => one?["type"]?.GetValue<string>()).ToArray());
        Assert.AreEqual("user-1", history[0]?["data"]?["UserId"]?.GetValue<string>());
    }

    private Task<ApiResult> CallAsync(string method, string path, string? body = null) =>
        Adapters.Handlers.Api.Of(users)(Received.Http(method, path, body), Received.Invocation);
}
