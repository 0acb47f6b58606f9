using System.Text.Json;
using System.Text.Json.Serialization;

namespace Domain;

/// <summary>What every event about a user carries; the property names are the guideline's JSON.</summary>
public interface IUserEventData
{
    string UserId { get; }

    /// <summary>Position in this user's history, from 1; lets a projection ignore what arrives late.</summary>
    int Version { get; }

    /// <summary>ISO 8601, UTC.</summary>
    string Timestamp { get; }
}

/// <summary>The user after the change.</summary>
public sealed record UserSnapshot(
    string UserId,
    string Name,
    string Email,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Profile,
    int Version,
    string Timestamp) : IUserEventData;

/// <summary>Who is gone.</summary>
public sealed record UserRemoval(string UserId, string Email, int Version, string Timestamp) : IUserEventData;

/// <summary>
/// A fact about one user, whose id is the subject. Kept in the event store and published to others.
/// </summary>
public sealed record UserEvent(string Type, string Subject, IUserEventData Data)
{
    public const string Created = "UserCreatedEvent";
    public const string Updated = "UserUpdatedEvent";
    public const string Deleted = "UserDeletedEvent";

    public static UserEvent UserCreated(User user, DateTimeOffset now) => Changed(Created, user, now);

    public static UserEvent UserUpdated(User user, DateTimeOffset now) => Changed(Updated, user, now);

    /// <summary>The removal is one more entry in the history: its version is one past the user's last.</summary>
    public static UserEvent UserDeleted(User user, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(user);
        var removal = new UserRemoval(user.Id, user.Email, user.Version + 1, now.ToTimestamp());
        return new UserEvent(Deleted, user.Id, removal);
    }

    /// <summary>The state that a history adds up to, oldest event first.</summary>
    /// <returns>Null for an empty history or a deleted user.</returns>
    public static User? Rebuild(IEnumerable<UserEvent> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Aggregate(
            default(User),
            (user, next) => next.Data is UserSnapshot snapshot ? From(snapshot, user?.CreatedAt) : null);
    }

    private static UserEvent Changed(string type, User user, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(user);
        var snapshot = new UserSnapshot(
            user.Id, user.Name, user.Email, user.Profile, user.Version, now.ToTimestamp());
        return new UserEvent(type, user.Id, snapshot);
    }

    private static User From(UserSnapshot data, DateTimeOffset? createdAt) =>
        new(
            data.UserId,
            data.Name,
            data.Email,
            data.Profile,
            data.Version,
            createdAt ?? Timestamps.FromTimestamp(data.Timestamp));
}
