namespace Domain;

/// <summary>Makes an id that was never made before.</summary>
public delegate string IdGenerator();

/// <summary>The use cases of this service. Each writes at most once, together with its event.</summary>
public sealed class Users(IUserStore store, IdGenerator newId, TimeProvider clock)
{
    /// <exception cref="InvalidUserException"/>
    /// <exception cref="EmailTakenException"/>
    public async Task<User> CreateAsync(UserDetails details, CancellationToken cancellation = default)
    {
        var now = clock.Now();
        var user = User.New(newId(), details, now);
        await store.AddAsync(user, UserEvent.UserCreated(user, now), cancellation);
        return user;
    }

    /// <summary>Replaces all details; the last of several concurrent writers wins, and each leaves its event.</summary>
    /// <exception cref="InvalidUserException"/>
    /// <exception cref="EmailTakenException"/>
    /// <exception cref="UserNotFoundException"/>
    public async Task<User> ReplaceAsync(
        string id, UserDetails details, CancellationToken cancellation = default)
    {
        var change = await store.ChangeAsync(
            id,
            current =>
            {
                var user = current.ReplaceDetails(details);
                return new UserChange(user, UserEvent.UserUpdated(user, clock.Now()));
            },
            cancellation);
        return change?.User ?? throw new UserNotFoundException(id);
    }

    /// <exception cref="UserNotFoundException"/>
    public async Task RemoveAsync(string id, CancellationToken cancellation = default)
    {
        var change = await store.ChangeAsync(
            id,
            current => new UserChange(User: null, UserEvent.UserDeleted(current, clock.Now())),
            cancellation);
        if (change is null)
        {
            throw new UserNotFoundException(id);
        }
    }

    /// <exception cref="UserNotFoundException"/>
    public async Task<User> GetAsync(string id, CancellationToken cancellation = default) =>
        await store.FindAsync(id, cancellation) ?? throw new UserNotFoundException(id);

    public Task<Page<User>> ListAsync(PageRequest page, CancellationToken cancellation = default) =>
        store.ListAsync(page, cancellation);

    /// <summary>A removed user's history stays readable.</summary>
    /// <exception cref="UserNotFoundException">The id was never a user's.</exception>
    public async Task<IReadOnlyList<StoredUserEvent>> HistoryAsync(
        string id, CancellationToken cancellation = default)
    {
        var events = await store.HistoryAsync(id, cancellation);
        return events.Count > 0 ? events : throw new UserNotFoundException(id);
    }
}
