using System.Text.Json;
using System.Text.Json.Nodes;
using Domain;
using IntegrationTests.Support;

namespace IntegrationTests;

/// <summary>Users over HTTP, PostgreSQL and RabbitMQ.</summary>
[TestClass]
public sealed class UsersTests
{
    private static ServiceWithEvents? started;

    private static ServiceWithEvents Service => started ?? throw new InvalidOperationException("not started");

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) =>
        started = await ServiceWithEvents.StartAsync(
            "user_events",
            // As many as there are writers at once: they wait for each other's rows, not for connections.
            new Dictionary<string, string> { ["DATABASE_POOL_SIZE"] = "50" });

    [ClassCleanup]
    public static async Task StopAsync()
    {
        if (started is not null)
        {
            await started.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task CreatesAUserAnswersWhereTheyAreAndPublishesThatTheyWereCreated()
    {
        var email = NewEmail();
        var body = new { name = "Ada Lovelace", email, profile = new { language = "en", tags = new[] { "first" } } };
        var created = await CreateAsync(body);

        Assert.AreEqual(201, created.Status);
        var id = created.Text("id");
        Assert.AreEqual($"/api/v1/users/{id}", created.Response.Headers.Location?.ToString());
        AreSame(new { id, body.name, body.email, body.profile }, created.Body);
        var read = await Service.RequestAsync("GET", $"/api/v1/users/{id}");
        AreSame(created.Body, read.Body);

        var published = await Service.EventAsync("UserCreatedEvent", id);
        Assert.AreEqual(id, published.Data.GetProperty("UserId").GetString());
        Assert.AreEqual(email, published.Data.GetProperty("Email").GetString());
        Assert.AreEqual(1, published.Data.GetProperty("Version").GetInt32());
        EventContract.Check(published);
    }

    [TestMethod]
    [DataRow("""{"email":"a@example.com"}""", DisplayName = "no name")]
    [DataRow("""{"name":"Ada"}""", DisplayName = "no address")]
    [DataRow("""{"name":"Ada","email":"ada"}""", DisplayName = "an address that is none")]
    [DataRow("""{"name":"   ","email":"a@example.com"}""", DisplayName = "a blank name")]
    [DataRow("""{"name":"Ada","email":"a@example.com","admin":true}""", DisplayName = "an unknown field")]
    [DataRow("""{"name":"Ada","email":"a@example.com","profile":"x"}""", DisplayName = "a profile that is text")]
    public async Task RefusesWithAProblem(string body)
    {
        var refused = await CreateAsync(body);
        Assert.AreEqual(400, refused.Status);
    }

    [TestMethod]
    public async Task RefusesAnAddressOf256Characters()
    {
        var labels = string.Concat(Enumerable.Repeat("b.", 97));
        var refused = await CreateAsync(new { name = "Ada", email = $"{new string('a', 60)}@{labels}b" });
        Assert.AreEqual(400, refused.Status);
        Assert.AreEqual("#/email", refused.Body.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [TestMethod]
    public async Task RefusesTextThatCannotBeStoredWhereverItStands()
    {
        foreach (var text in new[] { "a\\u0000b", "a\\ud800b" })
        {
            var body = $$$"""{"name":"Ada","email":"{{{NewEmail()}}}","profile":{"text":"{{{text}}}"}}""";
            Assert.AreEqual(400, (await CreateAsync(body)).Status);
        }
        Assert.AreEqual(400, (await CreateAsync(new { name = "a\0b", email = NewEmail() })).Status);
    }

    [TestMethod]
    public async Task LetsExactlyOneOfTenHaveAnAddressThatTheyAskForAtOnceInAnyCase()
    {
        var email = NewEmail();
        var upper = email.ToUpperInvariant();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(
            number => CreateAsync(new { name = $"User {number}", email = number % 2 == 0 ? email : upper })));
        var statuses = answers.Select(answer => answer.Status).Order();
        Assert.AreEqual("201 409 409 409 409 409 409 409 409 409", string.Join(' ', statuses));
    }

    [TestMethod]
    public async Task RefusesToChangeAnAddressToOneThatIsTaken()
    {
        var (first, second) = (await CreateAsync(), await CreateAsync());
        var path = $"/api/v1/users/{second.Text("id")}";
        var refused = await Service.RequestAsync("PUT", path, new { name = "Ada", email = first.Text("email") });

        Assert.AreEqual(409, refused.Status);
        Assert.Contains(first.Text("email"), refused.Text("detail"));
        AreSame(second.Body, (await Service.RequestAsync("GET", path)).Body);
    }

    [TestMethod]
    public async Task KeepsEveryOneOf50ConcurrentChangesNoVersionIsMissingNoneIsThereTwice()
    {
        var user = await CreateAsync();
        var (id, email) = (user.Text("id"), user.Text("email"));
        var path = $"/api/v1/users/{id}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            number => Service.RequestAsync("PUT", path, new { name = $"Name {number}", email })));
        Assert.IsTrue(answers.All(answer => answer.Status == 200));

        var history = (await Service.RequestAsync("GET", $"{path}/events")).Body.GetProperty("items").EnumerateArray().ToList();
        var expected = string.Join(' ', Enumerable.Range(1, 51));
        Assert.AreEqual(expected, string.Join(' ', history.Select(entry => entry.GetProperty("version").GetInt32())));
        var rebuilt = UserEvent.Rebuild(history.Select(entry => EventOf(id, entry)));
        Assert.AreEqual((await Service.RequestAsync("GET", path)).Text("name"), rebuilt?.Name);

        string Published() => string.Join(' ', Service.Events
            .Where(one => one.Subject == id)
            .Select(one => one.Data.GetProperty("Version").GetInt32()));
        await Eventually.TrueAsync("51 events are published, in order", () => Published() == expected);
    }

    [TestMethod]
    public async Task RemovesAUserKeepsTheHistoryAndFreesTheAddress()
    {
        var user = await CreateAsync();
        var id = user.Text("id");
        var path = $"/api/v1/users/{id}";
        Assert.AreEqual(204, (await Service.RequestAsync("DELETE", path)).Status);
        Assert.AreEqual(404, (await Service.RequestAsync("GET", path)).Status);
        Assert.AreEqual(404, (await Service.RequestAsync("DELETE", path)).Status);

        EventContract.Check(await Service.EventAsync("UserDeletedEvent", id));
        var history = (await Service.RequestAsync("GET", $"{path}/events")).Body.GetProperty("items").EnumerateArray();
        Assert.AreEqual(
            "UserCreatedEvent UserDeletedEvent",
            string.Join(' ', history.Select(entry => entry.GetProperty("type").GetString())));
        Assert.AreEqual(201, (await CreateAsync(new { name = "Another", email = user.Text("email") })).Status);
    }

    [TestMethod]
    public async Task PagesThroughAllUsersWithoutMissingOrRepeatingOne()
    {
        var created = new HashSet<string>();
        for (var number = 0; number < 7; number++)
        {
            created.Add((await CreateAsync()).Text("id"));
        }
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var query = cursor is null ? "" : $"&cursor={cursor}";
            var page = (await Service.RequestAsync("GET", $"/api/v1/users?limit=3{query}")).Body;
            var ids = page.GetProperty("items").EnumerateArray().Select(user => user.GetProperty("id").GetString() ?? "");
            seen.AddRange(ids);
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.HasCount(seen.Count, seen.ToHashSet());
        Assert.IsTrue(created.IsSubsetOf(seen));
    }

    [TestMethod]
    [DataRow("limit=0")]
    [DataRow("limit=101")]
    [DataRow("limit=x")]
    [DataRow("cursor=nonsense")]
    public async Task RefusesAListWith(string query) =>
        Assert.AreEqual(400, (await Service.RequestAsync("GET", $"/api/v1/users?{query}")).Status);

    [TestMethod]
    public async Task KnowsNothingOfAnUnknownId()
    {
        foreach (var path in new[] { "/api/v1/users/nobody", "/api/v1/users/nobody/events" })
        {
            Assert.AreEqual(404, (await Service.RequestAsync("GET", path)).Status);
        }
        var replaced = await Service.RequestAsync("PUT", "/api/v1/users/nobody", new { name = "Ada", email = NewEmail() });
        Assert.AreEqual(404, replaced.Status);
    }

    private static string NewEmail() => $"ada.{Guid.NewGuid():N}@example.com";

    private static Task<Answer> CreateAsync() => CreateAsync(new { name = "Ada Lovelace", email = NewEmail() });

    private static Task<Answer> CreateAsync(object body) => Service.RequestAsync("POST", "/api/v1/users", body);

    private static UserEvent EventOf(string id, JsonElement entry)
    {
        var data = entry.GetProperty("data").Deserialize<UserSnapshot>();
        return new UserEvent(
            entry.GetProperty("type").GetString() ?? "", id, data ?? throw new InvalidOperationException("no data"));
    }

    private static void AreSame(object expected, JsonElement actual) =>
        Assert.IsTrue(
            JsonNode.DeepEquals(JsonSerializer.SerializeToNode(expected), JsonNode.Parse(actual.GetRawText())),
            $"it was {actual.GetRawText()}");
}
