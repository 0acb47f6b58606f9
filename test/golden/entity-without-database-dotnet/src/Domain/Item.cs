namespace Domain;

/// <param name="Id">Stands for it in a URL.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What there is to say about it; null when that is nothing.</param>
public sealed record Item(string Id, string Name, string? Description = null);

public sealed class ItemNotFoundException(string id) : Exception($"There is no item {id}");
