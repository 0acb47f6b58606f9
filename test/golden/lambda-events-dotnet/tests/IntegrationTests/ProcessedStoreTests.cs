using Adapters;
using Chassis;
using Domain;

namespace IntegrationTests;

[TestClass]
public sealed class ProcessedStoreTests
{
    [TestMethod]
    public async Task A_delivery_is_kept_once_with_its_event_and_another_delivery_of_the_same_one_is_not()
    {
        await using var table = await TestTable.CreateAsync(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"));
        var store = new DynamoDbProcessedStore(table.Table);
        var result = new ProcessedItem("one", "Processed", "2030-01-02T03:04:05.678Z");
        var told = new ItemProcessed("one", "Processed", "2030-01-02T03:04:05.678Z");
        Assert.IsTrue(await store.KeepOnceAsync("first", result, told));
        Assert.IsFalse(await store.KeepOnceAsync("first", result, told));
        Assert.IsFalse(await store.KeepOnceAsync("second", result, told));
        Assert.AreEqual(result, await store.FindAsync("one"));
        Assert.IsNull(await store.FindAsync("two"));
        var history = await EventStore.HistoryAsync(table.Table, "item#one");
        Assert.AreEqual(ItemProcessed.Type, history.Single().Type);
    }
}
