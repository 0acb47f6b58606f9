using System.Diagnostics;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>
/// Takes objects that were put into the bucket. A failure is thrown on: Lambda then tries the event twice more, and after that sends it
/// to the dead-letter queue.
/// </summary>
public static class ObjectHandler
{
    public static Handler<ObjectEvent, object?> Of(ItemFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var attributes = new Dictionary<string, object?> { ["faas.trigger"] = "datasource", ["faas.document.operation"] = "insert" };
        return Observed.Of<ObjectEvent, object?>(
            async (received, invocation) =>
            {
                foreach (var record in received.Records ?? [])
                {
                    await ProcessAsync(files, FileOf(record.S3), invocation.Cancellation);
                }
                return null;
            },
            _ => new InvocationSpan("process objects", ActivityKind.Consumer, attributes));
    }

    private static async Task ProcessAsync(ItemFiles files, FileReference file, CancellationToken cancellation)
    {
        (string, object?)[] place = [("bucket", file.Bucket), ("key", file.Key), ("revision", file.Revision)];
        Log.Info("Processing a file", place);
        if (await files.ProcessAsync(file, cancellation) is not { } processed)
        {
            Log.Warn("The file is gone", place);
            return;
        }
        Metrics.Add("FilesProcessed", 1, MetricUnit.Count);
        Metrics.Add("FileSize", processed.Bytes, MetricUnit.Bytes);
        Log.Info("The file was processed", [.. place, ("bytes", processed.Bytes), ("lines", processed.Lines), ("sha256", processed.Sha256)]);
    }

    /// <summary>S3 encodes keys in events as a form does: a space is a plus.</summary>
    private static FileReference FileOf(ObjectPlace place)
    {
        var (key, version, sequencer, tag) = place.Object;
        return new FileReference(
            place.Bucket.Name, Uri.UnescapeDataString(key.Replace('+', ' ')), version ?? sequencer ?? tag ?? "only");
    }
}
