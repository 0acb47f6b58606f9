using System.Text.Json;
using Api = Adapters.Handlers.Api;
using Domain;

namespace IntegrationTests;

/// <summary>Users in DynamoDB.</summary>
[TestClass]
public sealed class UserStoreTests
{
    private TestTable? table;
    private Users? users;

    private Users Users => users ?? throw new InvalidOperationException();

    [TestInitialize]
    public async Task StartAsync()
    {
        table = await TestTable.CreateAsync(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"));
        users = Api.UsersIn(table.Table);
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
    public async Task State_and_history_are_kept_together_with_any_profile()
    {
        var profile = JsonSerializer.Deserialize<JsonElement>("""{"language":"en","numbers":[1e300,0.1],"nothing":null,"":{"deep":true}}""");
        var created = await Users.CreateAsync(new UserDetails("Ada", "ada@example.com", profile));
        await Users.ReplaceAsync(created.Id, new UserDetails("Ada King", "king@example.com", profile));
        var found = await Users.GetAsync(created.Id);
        Assert.AreEqual(("Ada King", 2, profile.GetRawText()), (found.Name, found.Version, found.Profile?.GetRawText()));
        var rebuilt = UserEvent.Rebuild((await Users.HistoryAsync(created.Id)).Select(one => one.Event));
        Assert.AreEqual((found.Id, found.Email, found.Version, found.CreatedAt), (rebuilt?.Id, rebuilt?.Email, rebuilt?.Version, rebuilt?.CreatedAt));
        await Users.RemoveAsync(created.Id);
        await Assert.ThrowsExactlyAsync<UserNotFoundException>(() => Users.GetAsync(created.Id));
        Assert.HasCount(3, await Users.HistoryAsync(created.Id));
    }

    [TestMethod]
    public async Task An_address_belongs_to_one_user_also_when_two_come_at_once_and_is_free_again_later()
    {
        var attempts = new[] { "eve@example.com", "EVE@example.com" }.Select(email => Users.CreateAsync(new UserDetails("Eve", email))).ToArray();
        await Assert.ThrowsExactlyAsync<EmailTakenException>(() => Task.WhenAll(attempts));
        Assert.AreEqual(1, attempts.Count(one => one.IsCompletedSuccessfully));

        var other = await Users.CreateAsync(new UserDetails("Bob", "bob@example.com"));
        await Assert.ThrowsExactlyAsync<EmailTakenException>(() => Users.ReplaceAsync(other.Id, new UserDetails("Bob", "eve@example.com")));
        await Users.ReplaceAsync(other.Id, new UserDetails("Bob", "robert@example.com"));
        Assert.IsNotNull(await Users.CreateAsync(new UserDetails("New", "bob@example.com")));
    }

    [TestMethod]
    public async Task Of_writers_at_once_each_leaves_its_event()
    {
        var busy = await Users.CreateAsync(new UserDetails("Busy", "busy@example.com"));
        await Task.WhenAll(new[] { "a", "b", "c" }.Select(name => Users.ReplaceAsync(busy.Id, new UserDetails(name, "busy@example.com"))));
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, (await Users.HistoryAsync(busy.Id)).Select(one => one.Version).ToArray());
    }

    [TestMethod]
    public async Task Pages_follow_one_another_oldest_first()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await Users.CreateAsync(new UserDetails(name, $"{name}@example.com"));
        }
        var first = await Users.ListAsync(new PageRequest(2));
        var second = await Users.ListAsync(new PageRequest(100, first.NextCursor));
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, first.Items.Concat(second.Items).Select(one => one.Name).ToArray());
        Assert.IsNull(second.NextCursor);
    }
}
