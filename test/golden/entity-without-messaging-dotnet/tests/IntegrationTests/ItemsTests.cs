using Adapters.Postgres;
using IntegrationTests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationTests;

[TestClass]
public sealed class ItemsTests
{
    private const string path = "/api/v1/items";

    [TestMethod]
    public async Task One_is_created_read_changed_and_deleted()
    {
        await using var service = await ServiceSettings.StartAsync();
        var created = await service.SendAsync("POST", path, new { name = "first", description = "about it" });
        Assert.AreEqual(201, created.Status);
        var one = $"{path}/{created.Text("id")}";
        Assert.AreEqual(one, created.Response.Headers.Location?.ToString());
        Assert.AreEqual("\"1\"", created.Response.Headers.ETag?.ToString());
        Assert.AreEqual(created.Body.GetRawText(), (await service.SendAsync("GET", one)).Body.GetRawText());

        var changed = await service.SendAsync("PUT", one, new { name = "second" }, ("If-Match", "\"1\""));
        Assert.AreEqual((200, "second", 2), (changed.Status, changed.Text("name"), changed.Body.GetProperty("version").GetInt32()));
        Assert.IsFalse(changed.Body.TryGetProperty("description", out _));

        Assert.AreEqual(204, (await service.SendAsync("DELETE", one, null, ("If-Match", "\"2\""))).Status);
        Assert.AreEqual(404, (await service.SendAsync("GET", one)).Status);
    }

    [TestMethod]
    public async Task An_old_version_is_not_written_over_a_newer_one()
    {
        await using var service = await ServiceSettings.StartAsync();
        var one = $"{path}/{(await service.SendAsync("POST", path, new { name = "first" })).Text("id")}";
        await service.SendAsync("PUT", one, new { name = "second" });
        Assert.AreEqual(412, (await service.SendAsync("PUT", one, new { name = "third" }, ("If-Match", "\"1\""))).Status);
        Assert.AreEqual(412, (await service.SendAsync("DELETE", one, null, ("If-Match", "\"1\""))).Status);
        Assert.AreEqual(400, (await service.SendAsync("DELETE", one, null, ("If-Match", "version one"))).Status);
    }

    [TestMethod]
    public async Task A_list_is_read_page_by_page()
    {
        await using var service = await ServiceSettings.StartAsync();
        foreach (var name in new[] { "a", "b", "c" }) await service.SendAsync("POST", path, new { name });
        var seen = new List<string?>();
        for (var query = "?limit=2"; query.Length > 0;)
        {
            var page = await service.SendAsync("GET", path + query);
            seen.AddRange(page.Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
            query = page.Body.TryGetProperty("nextCursor", out var cursor) ? $"?limit=2&cursor={cursor}" : "";
        }
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, seen.Order().ToArray());
    }

    [TestMethod]
    public async Task What_does_not_fit_the_contract_is_refused_with_the_list_of_what_is_wrong()
    {
        await using var service = await ServiceSettings.StartAsync();
        var refused = await service.SendAsync("POST", path, new { name = "", more = 1 });
        Assert.AreEqual((400, "The request does not fit the contract"), (refused.Status, refused.Text("detail")));
        var pointers = refused.Body.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()).ToArray();
        Assert.Contains("#/name", pointers);
        Assert.Contains("#/more", pointers);
        Assert.AreEqual(400, (await service.SendAsync("GET", $"{path}?limit=0")).Status);
        Assert.AreEqual(400, (await service.SendAsync("GET", $"{path}?cursor=nonsense")).Status);
        Assert.AreEqual(404, (await service.SendAsync("GET", $"{path}/{Guid.NewGuid()}")).Status);
        Assert.AreEqual(404, (await service.SendAsync("GET", $"{path}/nonsense")).Status);
    }

    [TestMethod]
    public async Task The_migrations_are_up_to_date_with_the_model()
    {
        await using var service = await ServiceSettings.StartAsync();
        await using var scope = service.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ServiceDbContext>().Database;
        Assert.IsEmpty(await database.GetPendingMigrationsAsync());
        Assert.IsFalse(database.HasPendingModelChanges());
    }
}
