using System.Globalization;

namespace Domain;

/// <summary>What became of a item that was created elsewhere.</summary>
/// <param name="ProcessedAt">ISO 8601, UTC.</param>
public sealed record ProcessedItem(string ItemId, string Status, string ProcessedAt);

/// <summary>The event that says so, in the guideline's JSON.</summary>
public sealed record ItemProcessed(string ItemId, string Status, string ProcessedAt)
{
    public const string Type = "ItemProcessedEvent";
}

/// <summary>Where results live. A result and its event are kept together or not at all.</summary>
public interface IProcessedStore
{
    /// <summary>Keeps the result of handling one delivery, unless that delivery or that item was handled before.</summary>
    /// <param name="deliveryId">The same however often it is delivered.</param>
    /// <returns>False when it was.</returns>
    Task<bool> KeepOnceAsync(
        string deliveryId, ProcessedItem result, ItemProcessed told, CancellationToken cancellation = default);

    Task<ProcessedItem?> FindAsync(string id, CancellationToken cancellation = default);
}

/// <summary>The use case: what has to happen once for each item. Replace its middle with your own work.</summary>
public sealed class ItemProcessing(IProcessedStore store, TimeProvider clock)
{
    /// <summary>Safe to call again: the answer is that of the first time.</summary>
    public async Task<ProcessedItem> ProcessAsync(string deliveryId, string id, CancellationToken cancellation = default)
    {
        const string Status = "Processed";
        var processedAt = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var result = new ProcessedItem(id, Status, processedAt);
        var isKept = await store.KeepOnceAsync(deliveryId, result, new ItemProcessed(id, Status, processedAt), cancellation);
        return isKept ? result : await store.FindAsync(id, cancellation) ?? result;
    }

    public Task<ProcessedItem?> FindAsync(string id, CancellationToken cancellation = default) => store.FindAsync(id, cancellation);
}
