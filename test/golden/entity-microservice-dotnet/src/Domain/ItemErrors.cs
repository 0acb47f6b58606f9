namespace Domain;

public sealed class ItemNotFoundException(string id) : Exception($"There is no item {id}");

/// <summary>Somebody else has changed the item since the version that the change was based on.</summary>
public sealed class ItemChangedException(Guid id)
    : Exception($"The item {id} was changed by somebody else; read it again");
