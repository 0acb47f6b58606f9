using System.Text.Json;
using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class UsersTests
{
    private static readonly UserDetails Ada = new("Ada Lovelace", "ada@example.com");

    private readonly InMemoryUserStore store = new();
    private readonly Users users;

    public UsersTests()
    {
        var next = 0;
        var clock = new Mock<TimeProvider>();
        clock.Setup(time => time.GetUtcNow()).Returns(DateTimeOffset.Parse("2030-01-02T03:04:05.6789Z", null));
        users = new Users(store, () => $"user-{++next}", clock.Object);
    }

    [TestMethod]
    public async Task CreatesAUserAndSaysSoInTheGuidelinesJson()
    {
        var user = await users.CreateAsync(Ada with { Profile = Json("""{"language":"en"}""") });

        Assert.AreEqual(("user-1", "Ada Lovelace", "ada@example.com", 1), (user.Id, user.Name, user.Email, user.Version));
        var created = store.Events.Single();
        Assert.AreEqual((UserEvent.Created, "user-1"), (created.Type, created.Subject));
        Assert.AreEqual(
            """{"UserId":"user-1","Name":"Ada Lovelace","Email":"ada@example.com","Profile":{"language":"en"},"Version":1,"Timestamp":"2030-01-02T03:04:05.678Z"}""",
            JsonSerializer.Serialize<object>(created.Data));
    }

    [TestMethod]
    public async Task LeavesOutAProfileThatWasNotGiven()
    {
        await users.CreateAsync(Ada);
        var body = JsonSerializer.SerializeToElement<object>(store.Events.Single().Data);
        Assert.IsFalse(body.TryGetProperty("Profile", out _));
    }

    [TestMethod]
    public async Task TrimsTheNameAndTheAddress()
    {
        var user = await users.CreateAsync(new UserDetails(" Ada ", " ada@example.com "));
        Assert.AreEqual(("Ada", "ada@example.com"), (user.Name, user.Email));
    }

    [TestMethod]
    [DataRow("  ", "ada@example.com", "The name must not be blank", DisplayName = "a blank name")]
    [DataRow("Ada", "ada@", "\"ada@\" is not an e-mail address", DisplayName = "an address without a domain")]
    [DataRow("Ada", "a@b.example c@d.example", "\"a@b.example c@d.example\" is not an e-mail address", DisplayName = "two addresses")]
    public async Task RefusesDetailsThatAreNone(string name, string email, string why)
    {
        var refused = await Assert.ThrowsExactlyAsync<InvalidUserException>(
            () => users.CreateAsync(new UserDetails(name, email)));
        Assert.AreEqual(why, refused.Message);
        Assert.IsEmpty(store.Events);
    }

    [TestMethod]
    public async Task AcceptsAnAddressOf255CharactersAndNoLongerOne()
    {
        await users.CreateAsync(new UserDetails("Ada", $"{new string('a', 243)}@example.com"));
        await Assert.ThrowsExactlyAsync<InvalidUserException>(
            () => users.CreateAsync(new UserDetails("Ada", $"{new string('a', 244)}@example.com")));
    }

    [TestMethod]
    public async Task RefusesASecondUserWithTheSameAddressInAnotherCaseAndPublishesNothingForIt()
    {
        await users.CreateAsync(Ada);
        await Assert.ThrowsExactlyAsync<EmailTakenException>(
            () => users.CreateAsync(new UserDetails("Eve", "ADA@Example.com")));
        Assert.HasCount(1, store.Events);
    }

    [TestMethod]
    public async Task ReplacesEveryDetailSoThatAProfileNotGivenIsGone()
    {
        await users.CreateAsync(Ada with { Profile = Json("""{"language":"en"}""") });
        var replaced = await users.ReplaceAsync("user-1", Ada with { Name = "Ada King" });

        Assert.AreEqual(("Ada King", 2), (replaced.Name, replaced.Version));
        Assert.IsNull(replaced.Profile);
        Assert.AreEqual((UserEvent.Updated, 2), (store.Events[^1].Type, store.Events[^1].Data.Version));
    }

    [TestMethod]
    public async Task RemovesAUserFreesTheAddressAndKeepsTheHistory()
    {
        await users.CreateAsync(Ada);
        await users.RemoveAsync("user-1");

        await Assert.ThrowsExactlyAsync<UserNotFoundException>(() => users.GetAsync("user-1"));
        Assert.AreEqual("user-2", (await users.CreateAsync(Ada)).Id);
        var history = await users.HistoryAsync("user-1");
        CollectionAssert.AreEqual(
            new[] { (1, UserEvent.Created), (2, UserEvent.Deleted) },
            history.Select(entry => (entry.Version, entry.Event.Type)).ToArray());
    }

    [TestMethod]
    public async Task SaysThatAnUnknownUserIsUnknown()
    {
        await Assert.ThrowsExactlyAsync<UserNotFoundException>(() => users.GetAsync("nobody"));
        await Assert.ThrowsExactlyAsync<UserNotFoundException>(() => users.ReplaceAsync("nobody", Ada));
        await Assert.ThrowsExactlyAsync<UserNotFoundException>(() => users.RemoveAsync("nobody"));
        await Assert.ThrowsExactlyAsync<UserNotFoundException>(() => users.HistoryAsync("nobody"));
    }

    [TestMethod]
    public async Task RebuildsTheStoredStateFromTheHistory()
    {
        await users.CreateAsync(Ada with { Profile = Json("""{"language":"en"}""") });
        var title = Json("""{"title":"Countess"}""");
        await users.ReplaceAsync("user-1", new UserDetails("Ada King", "king@example.com", title));

        Assert.AreEqual(await users.GetAsync("user-1"), UserEvent.Rebuild(store.Events));
        await users.RemoveAsync("user-1");
        Assert.IsNull(UserEvent.Rebuild(store.Events));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
}
