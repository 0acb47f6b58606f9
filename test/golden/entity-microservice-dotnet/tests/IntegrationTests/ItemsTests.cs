using Adapters.Postgres;
using IntegrationTests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationTests;

/// <summary>Items over HTTP, PostgreSQL and RabbitMQ.</summary>
[TestClass]
public sealed class ItemsTests
{
    private const string path = "/api/v1/items";
    private static ServiceWithEvents? started;

    private static ServiceWithEvents Service => started ?? throw new InvalidOperationException("not started");

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => started = await ServiceWithEvents.StartAsync("item_events");

    [ClassCleanup]
    public static async Task StopAsync()
    {
        if (started is not null) await started.DisposeAsync();
    }

    [TestMethod]
    public async Task One_is_created_read_changed_and_deleted_with_an_event_for_each_change()
    {
        var created = await Service.RequestAsync("POST", path, new { name = "first", description = "about it" });
        Assert.AreEqual(201, created.Status);
        var id = created.Text("id");
        var one = $"{path}/{id}";
        Assert.AreEqual(one, created.Response.Headers.Location?.ToString());
        Assert.AreEqual("\"1\"", created.Response.Headers.ETag?.ToString());
        Assert.AreEqual(created.Body.GetRawText(), (await Service.RequestAsync("GET", one)).Body.GetRawText());

        var changed = await Service.RequestAsync("PUT", one, new { name = "second" }, ("If-Match", "\"1\""));
        Assert.AreEqual((200, "second", 2), (changed.Status, changed.Text("name"), changed.Body.GetProperty("version").GetInt32()));
        Assert.IsFalse(changed.Body.TryGetProperty("description", out _));

        Assert.AreEqual(204, (await Service.RequestAsync("DELETE", one, null, ("If-Match", "\"2\""))).Status);
        Assert.AreEqual(404, (await Service.RequestAsync("GET", one)).Status);

        await Service.EventAsync("ItemDeletedEvent", id);
        var events = Service.Events.Where(told => told.Subject == id).ToList();
        Sequence.Is(events.Select(told => told.Type), "ItemCreatedEvent", "ItemUpdatedEvent", "ItemDeletedEvent");
        Sequence.Is(events.Select(told => told.Data.GetProperty("Version").GetInt32()), 1, 2, 3);
        foreach (var told in events) EventContract.Check(told);
    }

    [TestMethod]
    public async Task An_old_version_is_not_written_over_a_newer_one_and_nobody_hears_of_it()
    {
        var id = (await Service.RequestAsync("POST", path, new { name = "first" })).Text("id");
        var one = $"{path}/{id}";
        await Service.RequestAsync("PUT", one, new { name = "second" });
        Assert.AreEqual(412, (await Service.RequestAsync("PUT", one, new { name = "third" }, ("If-Match", "\"1\""))).Status);
        Assert.AreEqual(412, (await Service.RequestAsync("DELETE", one, null, ("If-Match", "\"1\""))).Status);
        Assert.AreEqual(400, (await Service.RequestAsync("DELETE", one, null, ("If-Match", "version one"))).Status);
        Assert.AreEqual(204, (await Service.RequestAsync("DELETE", one)).Status);
        await Service.EventAsync("ItemDeletedEvent", id);
        Assert.AreEqual("ItemCreatedEvent ItemUpdatedEvent ItemDeletedEvent", Service.EventTypesOf(id));
    }

    [TestMethod]
    public async Task A_list_is_read_page_by_page()
    {
        var made = new List<string>();
        foreach (var name in new[] { "a", "b", "c" }) made.Add((await Service.RequestAsync("POST", path, new { name })).Text("id"));
        var seen = new List<string>();
        for (var query = "?limit=2"; query.Length > 0;)
        {
            var page = await Service.RequestAsync("GET", path + query);
            seen.AddRange(page.Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString() ?? ""));
            query = page.Body.TryGetProperty("nextCursor", out var cursor) ? $"?limit=2&cursor={cursor}" : "";
        }
        Assert.HasCount(seen.Count, seen.Distinct().ToList());
        Sequence.Is(seen.Where(made.Contains), [.. made]);
    }

    [TestMethod]
    public async Task What_does_not_fit_the_contract_is_refused_with_the_list_of_what_is_wrong()
    {
        var refused = await Service.RequestAsync("POST", path, new { name = "", more = 1 });
        Assert.AreEqual((400, "The request does not fit the contract"), (refused.Status, refused.Text("detail")));
        var pointers = refused.Body.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()).ToArray();
        Assert.Contains("#/name", pointers);
        Assert.Contains("#/more", pointers);
        Assert.AreEqual(400, (await Service.RequestAsync("GET", $"{path}?limit=0")).Status);
        Assert.AreEqual(400, (await Service.RequestAsync("GET", $"{path}?cursor=nonsense")).Status);
        Assert.AreEqual(404, (await Service.RequestAsync("GET", $"{path}/{Guid.NewGuid()}")).Status);
        Assert.AreEqual(404, (await Service.RequestAsync("GET", $"{path}/nonsense")).Status);
    }

    [TestMethod]
    public async Task An_event_carries_the_trace_of_the_request_that_caused_it()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var created = await Service.RequestAsync("POST", path, new { name = "traced" }, ("traceparent", $"00-{trace}-b7ad6b7169203331-01"));
        var told = await Service.EventAsync("ItemCreatedEvent", created.Text("id"));
        Assert.Contains(trace, told.Traceparent ?? "");
    }

    [TestMethod]
    public async Task The_migrations_are_up_to_date_with_the_model()
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ServiceDbContext>().Database;
        Assert.IsEmpty(await database.GetPendingMigrationsAsync());
        Assert.IsFalse(database.HasPendingModelChanges());
    }
}
