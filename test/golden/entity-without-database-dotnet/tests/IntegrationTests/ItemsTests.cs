using IntegrationTests.Support;

namespace IntegrationTests;

[TestClass]
public sealed class ItemsTests
{
    private const string path = "/api/v1/items";

    [TestMethod]
    public async Task What_is_listed_can_be_read_one_by_one()
    {
        await using var service = await ServiceSettings.StartAsync();
        var items = (await service.SendAsync("GET", path)).Body.GetProperty("items").EnumerateArray().ToArray();
        Assert.IsNotEmpty(items);
        foreach (var item in items)
        {
            Assert.AreEqual(item.GetRawText(), (await service.SendAsync("GET", $"{path}/{item.GetProperty("id").GetString()}")).Body.GetRawText());
        }
    }

    [TestMethod]
    public async Task A_name_narrows_the_list()
    {
        await using var service = await ServiceSettings.StartAsync();
        var first = (await service.SendAsync("GET", path)).Body.GetProperty("items")[0].GetProperty("name").GetString() ?? "";
        Assert.AreNotEqual(0, (await service.SendAsync("GET", $"{path}?name={Uri.EscapeDataString(first)}")).Body.GetProperty("items").GetArrayLength());
        Assert.AreEqual(0, (await service.SendAsync("GET", $"{path}?name=nothing-is-called-so")).Body.GetProperty("items").GetArrayLength());
    }

    [TestMethod]
    public async Task What_does_not_fit_the_contract_is_refused_and_what_is_not_there_is_not_found()
    {
        await using var service = await ServiceSettings.StartAsync();
        Assert.AreEqual(400, (await service.SendAsync("GET", $"{path}?name=")).Status);
        Assert.AreEqual(404, (await service.SendAsync("GET", $"{path}/nothing-is-called-so")).Status);
    }
}
