using Adapters;
using Domain;

namespace IntegrationTests;

[TestClass]
public sealed class FileRecordsTests
{
    [TestMethod]
    public async Task A_revision_is_kept_once()
    {
        await using var table = await TestTable.CreateAsync(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"));
        var records = new DynamoDbFileRecords(table.Table);
        var file = new ProcessedFile("bucket", "key", "v1", 12, 2, "abc", "2030-01-02T03:04:05.678Z");
        Assert.IsTrue(await records.KeepOnceAsync(file));
        Assert.IsFalse(await records.KeepOnceAsync(file));
        Assert.AreEqual(file, await records.FindAsync(new FileReference("bucket", "key", "v1")));
        Assert.IsNull(await records.FindAsync(new FileReference("bucket", "key", "v2")));
    }
}
