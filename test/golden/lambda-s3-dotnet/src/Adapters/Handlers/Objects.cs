using Chassis;
using Domain;

namespace Adapters.Handlers;

/// <summary>Called by S3 for each object that is put into the bucket.</summary>
public static class Objects
{
    public static Handler<ObjectEvent, object?> Create() =>
        ObjectHandler.Of(new ItemFiles(S3FileSource.OfService(), new DynamoDbFileRecords(Table.OfService()), TimeProvider.System));
}
