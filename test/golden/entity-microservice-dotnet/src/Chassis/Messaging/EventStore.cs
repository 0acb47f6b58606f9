using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Chassis.Messaging;

/// <summary>An event that is about to be stored.</summary>
public sealed record NewEvent(string Type, object Data);

/// <summary>One stored event of one aggregate. Versions of an aggregate start at 1 and have no gaps.</summary>
public sealed record StoredEvent(int Version, string Type, JsonElement Data, DateTimeOffset RecordedAt);

/// <summary>The history of the service's aggregates, in its own database.</summary>
public interface IEventStore
{
    /// <summary>Appends events to an aggregate, in the transaction that the scope's database context is in.</summary>
    /// <param name="aggregate">What it is, such as <c>user</c>.</param>
    /// <param name="id">Its id.</param>
    /// <param name="expectedVersion">The version the decision was based on; 0 for a new aggregate.</param>
    /// <param name="events">In the order they happened.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The aggregate's new version.</returns>
    /// <exception cref="ProblemException">
    /// 409: somebody else has appended since (the unique constraint decides).
    /// </exception>
    Task<int> AppendAsync(
        string aggregate,
        string id,
        int expectedVersion,
        IReadOnlyList<NewEvent> events,
        CancellationToken cancellation = default);

    /// <summary>All events of an aggregate, oldest first; empty when there is none.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadAsync(string id, CancellationToken cancellation = default);
}

internal sealed class EventStore(MessagingContext messaging) : IEventStore
{
    private readonly DbContext context = messaging.Db;

    public async Task<int> AppendAsync(
        string aggregate,
        string id,
        int expectedVersion,
        IReadOnlyList<NewEvent> events,
        CancellationToken cancellation = default)
    {
        if (context.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Events are appended in a transaction, together with what they change");
        }
        if (events.Count == 0) return expectedVersion;
        var versions = Enumerable.Range(expectedVersion + 1, events.Count).ToArray();
        var types = events.Select(one => one.Type).ToArray();
        var bodies = events.Select(one => EventJson.Serialize(one.Data)).ToArray();
        var inserted = await context.Database.ExecuteSqlAsync(
            $"""
            insert into event_store (aggregate_type, aggregate_id, version, event_type, data)
            select {aggregate}, {id}, one.version, one.type, one.data::jsonb
            from unnest({versions}, {types}, {bodies}) as one (version, type, data)
            on conflict (aggregate_id, version) do nothing
            """,
            cancellation);
        if (inserted != events.Count)
        {
            throw Problems.Conflict($"{aggregate} {id} was changed by somebody else; read it again and retry");
        }
        return expectedVersion + events.Count;
    }

    public async Task<IReadOnlyList<StoredEvent>> ReadAsync(string id, CancellationToken cancellation = default)
    {
        var rows = await context.Set<StoredEventRow>()
            .AsNoTracking()
            .Where(row => row.AggregateId == id)
            .OrderBy(row => row.Version)
            .ToListAsync(cancellation);
        return [.. rows.Select(row =>
            new StoredEvent(row.Version, row.EventType, EventJson.Parse(row.Data), row.RecordedAt))];
    }
}
