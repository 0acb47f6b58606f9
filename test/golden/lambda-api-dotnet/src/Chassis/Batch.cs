namespace Chassis;

/// <summary>What a function that reads a queue or a stream answers: what is to be delivered again.</summary>
public sealed record BatchResult(IReadOnlyList<BatchItemFailure> BatchItemFailures)
{
    public static BatchResult Of(IEnumerable<string> identifiers) => new([.. identifiers.Select(one => new BatchItemFailure(one))]);

    internal bool HasFailures => BatchItemFailures.Count > 0;
}

public sealed record BatchItemFailure(string ItemIdentifier);
