using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chassis;

/// <summary>An aggregate as it is stored: its state, and the number of its last change.</summary>
/// <param name="Version">1 when it was added, one more with each change; another writer's change is seen by it.</param>
public sealed record Stored<TState>(TState State, int Version);

/// <summary>What becomes of an aggregate in one step: everything is kept, or nothing.</summary>
/// <param name="State">Null: it is removed.</param>
/// <param name="Writes">What is written with it.</param>
public sealed record StoredChange<TState>(TState? State, OutgoingEvent? Event = null, IReadOnlyList<Write>? Writes = null)
    where TState : class;

/// <summary>Keeps the aggregates of one kind in the service's table, each with its history, by optimistic locking.</summary>
/// <param name="kind">The prefix of the partition keys, such as <c>user</c>.</param>
public sealed class AggregateStore<TState>(Table table, string kind, Func<TState, Listing> listing)
    where TState : class
{
    private const int Attempts = 10;

    public string KeyOf(string id) => $"{kind}#{id}";

    /// <exception cref="WritesRefusedException">It is there already, or one of the writes was refused.</exception>
    public Task AddAsync(
        string id, TState state, OutgoingEvent? outgoing = null, IReadOnlyList<Write>? writes = null, CancellationToken cancellation = default)
    {
        var self = Put(id, state, version: 1, "attribute_not_exists(pk)", values: null);
        return table.WriteAsync([self, .. History(id, 1, outgoing), .. writes ?? []], cancellation);
    }

    public async Task<Stored<TState>?> FindAsync(string id, CancellationToken cancellation = default)
    {
        if (await table.FindAsync(Key(id), cancellation) is not { } item)
        {
            return null;
        }
        var state = item["state"].Deserialize<TState>(Json.Options) ?? throw new InvalidOperationException($"{KeyOf(id)} has no state");
        return new Stored<TState>(state, (int)(item["version"]?.GetValue<decimal>() ?? 0));
    }

    /// <summary>
    /// Reads the aggregate, lets <paramref name="decide"/> say what becomes of it, and keeps that in one transaction; starts again when
    /// somebody else was faster. <paramref name="decide"/> answers null to leave it as it is.
    /// </summary>
    /// <param name="explain">Is asked about a refused write of the change's own: by its index there, it may throw what it means.</param>
    /// <returns>The aggregate as it was decided upon; both null when there is none.</returns>
    /// <exception cref="WritesRefusedException">The last conflict, after ten attempts.</exception>
    public Task<(TState? Before, TState? After)> ChangeAsync(
        string id,
        Func<Stored<TState>, StoredChange<TState>?> decide,
        Action<int>? explain = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return ChangeAsync(id, stored => Task.FromResult(decide(stored)), explain, cancellation);
    }

    /// <summary>The same, where it takes more than the aggregate to decide.</summary>
    public async Task<(TState? Before, TState? After)> ChangeAsync(
        string id,
        Func<Stored<TState>, Task<StoredChange<TState>?>> decide,
        Action<int>? explain = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(decide);
        for (var attempt = 1; ; attempt++)
        {
            if (await FindAsync(id, cancellation) is not { } stored)
            {
                return (null, null);
            }
            if (await decide(stored) is not { } change)
            {
                return (stored.State, stored.State);
            }
            try
            {
                await table.WriteAsync(WritesOf(id, stored.Version, change), cancellation);
                return (stored.State, change.State);
            }
            catch (WritesRefusedException refused) when (refused.Reasons.Contains(WritesRefusedException.ConditionFailed))
            {
                Explain(refused.Reasons, change, explain);
                if (attempt == Attempts)
                {
                    throw;
                }
            }
            await Table.PauseAsync(attempt, cancellation);
        }
    }

    private static void Explain(IReadOnlyList<string?> reasons, StoredChange<TState> change, Action<int>? explain)
    {
        // Another version explains every other refusal: what was decided upon is no longer so.
        if (explain is null || reasons[0] is not null)
        {
            return;
        }
        var own = reasons.Skip(change.Event is null ? 1 : 2).ToList();
        var refused = own.IndexOf(WritesRefusedException.ConditionFailed);
        if (refused >= 0)
        {
            explain(refused);
        }
    }

    private List<Write> WritesOf(string id, int version, StoredChange<TState> change)
    {
        const string Condition = "version = :seen";
        var values = new JsonObject { [":seen"] = version };
        var self = change.State is null
            ? new Write(Key(id), Item: null, Condition, values)
            : Put(id, change.State, version + 1, Condition, values);
        return [self, .. History(id, version + 1, change.Event), .. change.Writes ?? []];
    }

    private IEnumerable<Write> History(string id, int version, OutgoingEvent? outgoing) =>
        outgoing is null ? [] : [EventStore.WriteOf(KeyOf(id), version, outgoing)];

    private Write Put(string id, TState state, int version, string condition, JsonObject? values)
    {
        var item = new JsonObject
        {
            ["kind"] = kind,
            ["state"] = JsonSerializer.SerializeToNode(state, Json.Options),
            ["version"] = version,
        };
        listing(state).WriteTo(item);
        return new Write(Key(id), item, condition, values);
    }

    private ItemKey Key(string id) => new(KeyOf(id), "state");
}
