using IntegrationTests.Support;

namespace IntegrationTests;

[TestClass]
public sealed class ChassisTests
{
    [TestMethod]
    public async Task A_service_that_relies_on_no_server_is_ready_once_it_has_started()
    {
        await using var service = await ServiceSettings.StartAsync();
        var ready = await service.SendAsync("GET", "/health/ready");
        Assert.AreEqual(200, ready.Status);
        Assert.AreEqual("""{"status":"ready","checks":{}}""", ready.Body.GetRawText());
        Assert.AreEqual("up", (await service.SendAsync("GET", "/health/live")).Text("status"));
    }

    [TestMethod]
    public async Task What_is_not_there_is_a_problem()
    {
        await using var service = await ServiceSettings.StartAsync();
        var answer = await service.SendAsync("GET", "/nowhere");
        Assert.AreEqual(404, answer.Status);
        Assert.AreEqual("application/problem+json; charset=utf-8", answer.Response.Content.Headers.ContentType?.ToString());
        Assert.AreEqual("There is nothing at GET /nowhere", answer.Text("detail"));
    }
}
