using IntegrationTests.Support;

namespace IntegrationTests;

[TestClass]
public sealed class DatabaseTests
{
    [TestMethod]
    public async Task Several_replicas_start_at_once_on_an_empty_database()
    {
        await using var schema = await TestSchema.MakeAsync();
        var replicas = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => new ServiceUnderTest(ServiceSettings.With(schema.Url)).StartedAsync()));
        foreach (var replica in replicas)
        {
            Assert.AreEqual("up", (await replica.SendAsync("GET", "/health/ready")).Body.GetProperty("checks").GetProperty("database").GetString());
            await replica.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task Without_the_database_it_lives_and_is_not_ready_and_says_what_is_missing()
    {
        await using var service = new ServiceUnderTest(ServiceSettings.With("postgres://nobody@127.0.0.1:1/nothing"));
        var ready = await service.SendAsync("GET", "/health/ready");
        Assert.AreEqual(503, ready.Status);
        Assert.AreEqual("unavailable", ready.Text("status"));
        Assert.AreEqual("down", ready.Body.GetProperty("checks").GetProperty("database").GetString());
        Assert.AreEqual(200, (await service.SendAsync("GET", "/health/live")).Status);
        var early = await service.SendAsync("GET", "/anything");
        Assert.AreEqual((503, "The service is starting"), (early.Status, early.Text("detail")));
        Assert.AreEqual("1", early.Response.Headers.GetValues("Retry-After").Single());
    }
}
