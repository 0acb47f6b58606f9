namespace Adapters;

/// <summary>What S3 tells of objects; test events of S3 have no records.</summary>
public sealed record ObjectEvent(IReadOnlyList<ObjectRecord>? Records = null);

public sealed record ObjectRecord(ObjectPlace S3);

public sealed record ObjectPlace(ObjectBucket Bucket, ObjectName Object);

public sealed record ObjectBucket(string Name);

/// <param name="Key">Encoded as a form does: a space is a plus.</param>
public sealed record ObjectName(string Key, string? VersionId = null, string? Sequencer = null, string? ETag = null);
