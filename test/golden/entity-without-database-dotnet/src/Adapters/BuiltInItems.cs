using Domain;

namespace Adapters;

/// <summary>What the service was built with: every replica of a version answers the same, and nothing can be away.</summary>
public sealed class BuiltInItems : IItemSource
{
    /// <summary>Samples: put what the service really serves here, or give the use cases another source (docs/adr/0003-source.md).</summary>
    private static readonly Item[] builtIn =
    [
        new("first", "First", "Comes with the service"),
        new("second", "Second"),
    ];

    public Task<IReadOnlyList<Item>> ListAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Item>>(builtIn);

    public Task<Item?> FindAsync(string id, CancellationToken cancellation) => Task.FromResult(builtIn.FirstOrDefault(one => one.Id == id));
}
