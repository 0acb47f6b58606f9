using System.Text.Json;
using Domain;

namespace Adapters.Postgres;

/// <summary>The current state of a user; the history is in <c>event_store</c>.</summary>
public sealed class UserRow : IListed
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    /// <summary>The address as it is compared: unique.</summary>
    public required string EmailKey { get; init; }

    /// <summary>JSON.</summary>
    public required string? Profile { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static UserRow Of(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new UserRow
        {
            Id = user.Id,
            Name = user.Name,
            Email = user.Email,
            EmailKey = User.EmailKey(user.Email),
            Profile = user.Profile?.GetRawText(),
            Version = user.Version,
            CreatedAt = user.CreatedAt,
        };
    }

    public User ToUser() => new(Id, Name, Email, ProfileOf(Profile), Version, CreatedAt);

    private static JsonElement? ProfileOf(string? json)
    {
        if (json is null)
        {
            return null;
        }
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
