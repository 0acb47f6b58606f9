using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>
/// Users in the service's table. An item under the address, written in the same transaction, keeps it unique; the history is the event
/// store.
/// </summary>
public sealed class DynamoDbUserStore(Table table) : IUserStore
{
    private const string Everyone = "users";

    private readonly AggregateStore<UserState> store =
        new(table, "user", state => new Listing($"{state.CreatedAt.ToTimestamp()}#{state.Id}", List: Everyone));

    public async Task AddAsync(User user, UserEvent created, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        try
        {
            await store.AddAsync(user.Id, UserState.Of(user), Outgoing(created), [Take(user)], cancellation);
        }
        catch (WritesRefusedException refused) when (refused.Reasons.ElementAtOrDefault(2) == WritesRefusedException.ConditionFailed)
        {
            throw new EmailTakenException(user.Email);
        }
    }

    public async Task<UserChange?> ChangeAsync(
        string id, Func<User, UserChange> decide, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(decide);
        UserChange? change = null;
        var (before, _) = await store.ChangeAsync(
            id,
            stored =>
            {
                var current = stored.State.ToUser();
                change = decide(current);
                var state = change.User is null ? null : UserState.Of(change.User);
                return new StoredChange<UserState>(state, Outgoing(change.Event), [.. AddressWrites(current, change.User)]);
            },
            // Taking the new address is the only write with a condition of its own.
            _ => throw new EmailTakenException(change?.User?.Email ?? ""),
            cancellation);
        return before is null ? null : change;
    }

    public async Task<User?> FindAsync(string id, CancellationToken cancellation = default) =>
        (await store.FindAsync(id, cancellation))?.State.ToUser();

    public async Task<Page<User>> ListAsync(PageRequest page, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        var (items, next) = await Listing.PageAsync(table, Everyone, page.Limit, page.Cursor, cancellation);
        return new Page<User>([.. items.Select(state => state.Deserialize<UserState>(Json.Options)).OfType<UserState>().Select(state => state.ToUser())], next);
    }

    public async Task<IReadOnlyList<StoredUserEvent>> HistoryAsync(string id, CancellationToken cancellation = default) =>
        [.. (await EventStore.HistoryAsync(table, store.KeyOf(id), cancellation)).Select(Stored)];

    private static StoredUserEvent Stored(EventRecord record)
    {
        IUserEventData? data = record.Type == UserEvent.Deleted
            ? record.Data.Deserialize<UserRemoval>()
            : record.Data.Deserialize<UserSnapshot>();
        return new StoredUserEvent(
            record.Version, new UserEvent(record.Type, record.Subject, data ?? throw new InvalidOperationException($"The event {record.Id} is empty")));
    }

    private static IEnumerable<Write> AddressWrites(User before, User? after)
    {
        if (after is not null && User.EmailKey(after.Email) == User.EmailKey(before.Email))
        {
            yield break;
        }
        if (after is not null)
        {
            yield return Take(after);
        }
        yield return new Write(AddressKey(before.Email), Item: null, Condition: null);
    }

    private static Write Take(User user) => new(
        AddressKey(user.Email),
        new JsonObject { ["kind"] = "email", ["userId"] = user.Id },
        "attribute_not_exists(pk)");

    private static ItemKey AddressKey(string email) => new($"email#{User.EmailKey(email)}", "owner");

    private static OutgoingEvent Outgoing(UserEvent one) => new(one.Type, one.Subject, one.Data);

    /// <summary>As the table keeps it: the profile as text, since any JSON may be in it.</summary>
    private sealed record UserState(string Id, string Name, string Email, string? Profile, int Version, DateTimeOffset CreatedAt)
    {
        public static UserState Of(User user) =>
            new(user.Id, user.Name, user.Email, user.Profile?.GetRawText(), user.Version, user.CreatedAt);

        public User ToUser() =>
            new(Id, Name, Email, Profile is null ? null : JsonSerializer.Deserialize<JsonElement>(Profile), Version, CreatedAt);
    }
}
