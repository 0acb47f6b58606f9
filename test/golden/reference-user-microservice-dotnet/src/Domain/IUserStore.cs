namespace Domain;

/// <summary>One entry of a user's history.</summary>
public sealed record StoredUserEvent(int Version, UserEvent Event);

/// <summary>What becomes of a user: their new state (null = removed) and the event that says so.</summary>
public sealed record UserChange(User? User, UserEvent Event);

/// <summary>
/// Where users live. State, history and the event to publish are kept together or not at all, so no crash leaves one
/// without the others.
/// </summary>
public interface IUserStore
{
    /// <exception cref="EmailTakenException"/>
    Task AddAsync(User user, UserEvent created, CancellationToken cancellation = default);

    /// <summary>
    /// Reads the user, lets <paramref name="decide"/> say what becomes of them, and keeps that, as one step as seen by
    /// other writers. It may be asked more than once, so it must be free of effects.
    /// </summary>
    /// <returns>The change kept, or null when there is no such user.</returns>
    /// <exception cref="EmailTakenException"/>
    Task<UserChange?> ChangeAsync(
        string id, Func<User, UserChange> decide, CancellationToken cancellation = default);

    Task<User?> FindAsync(string id, CancellationToken cancellation = default);

    Task<Page<User>> ListAsync(PageRequest page, CancellationToken cancellation = default);

    /// <summary>Oldest first; empty when the id was never a user's. Survives the user's removal.</summary>
    Task<IReadOnlyList<StoredUserEvent>> HistoryAsync(string id, CancellationToken cancellation = default);
}
