using Domain;

namespace Adapters.Postgres;

/// <summary>This service's copy of a user, kept from the user service's events.</summary>
public sealed class CustomerRow
{
    public required string UserId { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public required int Version { get; init; }

    public required bool Removed { get; init; }

    public Customer ToCustomer() => new(UserId, Name, Email, Version, Removed);
}
