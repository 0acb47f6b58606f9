namespace Domain;

/// <summary>Where items come from: what the service was built with, or another service.</summary>
public interface IItemSource
{
    /// <summary>All of them, in a stable order.</summary>
    Task<IReadOnlyList<Item>> ListAsync(CancellationToken cancellation);

    Task<Item?> FindAsync(string id, CancellationToken cancellation);
}
