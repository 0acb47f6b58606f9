using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>What was processed, in the service's table; by bucket in the index <c>owner</c>.</summary>
public sealed class DynamoDbFileRecords(Table table) : IFileRecords
{
    public Task<bool> KeepOnceAsync(ProcessedFile file, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var item = new JsonObject
        {
            ["kind"] = "file",
            ["state"] = JsonSerializer.SerializeToNode(file, Json.Options),
            ["ownerPk"] = $"bucket#{file.Bucket}",
            ["ownerSk"] = $"{file.ProcessedAt}#{file.Key}",
        };
        return table.PutNewAsync(KeyOf(file.Bucket, file.Key, file.Revision), item, cancellation);
    }

    public async Task<ProcessedFile?> FindAsync(FileReference file, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var item = await table.FindAsync(KeyOf(file.Bucket, file.Key, file.Revision), cancellation);
        return item?["state"].Deserialize<ProcessedFile>(Json.Options);
    }

    private static ItemKey KeyOf(string bucket, string key, string revision) => new($"file#{bucket}/{key}", $"revision#{revision}");
}
