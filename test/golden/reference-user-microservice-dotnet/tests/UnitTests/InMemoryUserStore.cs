using Domain;

namespace UnitTests;

/// <summary>The store's contract kept in memory, for tests of the use cases.</summary>
internal sealed class InMemoryUserStore : IUserStore
{
    private readonly Dictionary<string, User> users = [];

    public List<UserEvent> Events { get; } = [];

    public Task AddAsync(User user, UserEvent created, CancellationToken cancellation = default)
    {
        Keep(user, created);
        return Task.CompletedTask;
    }

    public Task<UserChange?> ChangeAsync(
        string id, Func<User, UserChange> decide, CancellationToken cancellation = default)
    {
        if (!users.TryGetValue(id, out var current))
        {
            return Task.FromResult<UserChange?>(null);
        }
        var change = decide(current);
        if (change.User is null)
        {
            users.Remove(id);
            Events.Add(change.Event);
        }
        else
        {
            Keep(change.User, change.Event);
        }
        return Task.FromResult<UserChange?>(change);
    }

    public Task<User?> FindAsync(string id, CancellationToken cancellation = default) =>
        Task.FromResult(users.GetValueOrDefault(id));

    public Task<Page<User>> ListAsync(PageRequest page, CancellationToken cancellation = default) =>
        Task.FromResult(new Page<User>([.. users.Values.Take(page.Limit)]));

    public Task<IReadOnlyList<StoredUserEvent>> HistoryAsync(
        string id, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<StoredUserEvent>>(
            [.. Events.Where(each => each.Subject == id).Select(each => new StoredUserEvent(each.Data.Version, each))]);

    private void Keep(User user, UserEvent because)
    {
        var taken = users.Values.Any(
            other => other.Id != user.Id && User.EmailKey(other.Email) == User.EmailKey(user.Email));
        if (taken)
        {
            throw new EmailTakenException(user.Email);
        }
        users[user.Id] = user;
        Events.Add(because);
    }
}
