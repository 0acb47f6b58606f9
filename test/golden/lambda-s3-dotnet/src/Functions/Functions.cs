using Amazon.Lambda.Core;
using Amazon.Lambda.S3Events;
using Chassis;

// Each class is a function; template.yaml names it as Functions::Functions.<Class>::HandleAsync. What it does is in src/Adapters/Handlers.
namespace Functions;

/// <summary>Processes each object that is put into the bucket.</summary>
public sealed class Objects
{
    private readonly Handler<Adapters.ObjectEvent, object?> handler;

    public Objects()
        : this(Adapters.Handlers.Objects.Create())
    {
    }

    public Objects(Handler<Adapters.ObjectEvent, object?> handler) => this.handler = handler;

    public Task HandleAsync(S3Event received, ILambdaContext context) => Hosting.CallAsync(handler, ObjectStore.To(received), context);
}

/// <summary>Between AWS's classes for S3 and this service's.</summary>
internal static class ObjectStore
{
    public static Adapters.ObjectEvent To(S3Event received) => new([.. (received.Records ?? []).Select(record =>
    {
        var one = record.S3.Object;
        return new Adapters.ObjectRecord(new(new(record.S3.Bucket.Name), new(one.Key, one.VersionId, one.Sequencer, one.ETag)));
    })]);
}
