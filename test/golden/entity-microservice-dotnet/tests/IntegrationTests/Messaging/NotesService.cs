using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Chassis;
using Chassis.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace IntegrationTests.Messaging;

internal sealed class Note
{
    public required string Id { get; set; }
    public required string Text { get; set; }
}

internal sealed class NotesDbContext(DbContextOptions<NotesDbContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Note>(note =>
        {
            note.ToTable("notes");
            note.Property(one => one.Id).HasColumnName("id");
            note.Property(one => one.Text).HasColumnName("text");
        });
        modelBuilder.UseMessagingTables().UseEventStore();
    }
}

[DbContext(typeof(NotesDbContext))]
[Migration("001_Notes")]
internal sealed class NotesMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("create table notes (id text primary key, text text not null)");
        migrationBuilder.CreateEventStore();
    }
}

/// <summary>What the consumers of a run have done, and what they are to do.</summary>
internal sealed class Script
{
    private int running;

    /// <summary>What was handled, in order: the thing and the attempt.</summary>
    public ConcurrentQueue<string> Handled { get; } = new();

    /// <summary>When <c>ThingCalledEvent</c> was delivered.</summary>
    public ConcurrentQueue<DateTimeOffset> Called { get; } = new();

    /// <summary>The trace each thing was handled in.</summary>
    public ConcurrentDictionary<string, string> Traces { get; } = new();

    /// <summary>What is called instead of giving up, for as many calls.</summary>
    public ConcurrentQueue<Exception> Outages { get; } = new();

    /// <summary>Things in hand that wait until this is done.</summary>
    public TaskCompletionSource Slow { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The most things that were in hand at once.</summary>
    public int MostAtOnce { get; private set; }

    public IDisposable Enter()
    {
        lock (Handled) MostAtOnce = Math.Max(MostAtOnce, ++running);
        return new Leaving(this);
    }

    private sealed class Leaving(Script script) : IDisposable
    {
        public void Dispose()
        {
            lock (script.Handled) script.running--;
        }
    }
}

/// <summary>Handles <c>ThingHappenedEvent</c> as its data tells it to.</summary>
internal sealed class ThingsConsumer(NotesDbContext db, Script script) : IEventConsumer
{
    public string Queue => "notes.things";

    public IReadOnlyList<Binding> Bindings => [new("thing_events", ["ThingHappenedEvent"])];

    public async Task HandleAsync(IncomingEvent received, Inbox inbox, CancellationToken cancellation)
    {
        using var inHand = script.Enter();
        var id = received.Data.GetProperty("ThingId").GetString() ?? "";
        var mode = received.Data.TryGetProperty("Mode", out var given) ? given.GetString() : null;
        script.Handled.Enqueue($"{id} {received.Attempt}");
        script.Traces[id] = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? "";
        if (mode == "poison") throw new PermanentException("never");
        if (mode == "always" || (mode == "twice" && received.Attempt <= 2)) throw new InvalidOperationException("not now");
        if (mode == "slow") await script.Slow.Task.WaitAsync(cancellation);
        if (mode == "breathe") await Task.Delay(Random.Shared.Next(5), cancellation);
        var isNew = await inbox.OnceAsync(
            () =>
            {
                db.Notes.Add(new Note { Id = id, Text = "happened" });
                return Task.CompletedTask;
            },
            cancellation);
        script.Handled.Enqueue(isNew ? $"{id} done" : $"{id} known");
    }
}

/// <summary>Handles <c>ThingCalledEvent</c>, in vain.</summary>
internal sealed class CallsConsumer(Script script) : IEventConsumer
{
    public string Queue => "notes.calls";

    public IReadOnlyList<Binding> Bindings => [new("thing_events", ["ThingCalledEvent"])];

    public Task HandleAsync(IncomingEvent received, Inbox inbox, CancellationToken cancellation)
    {
        script.Called.Enqueue(DateTimeOffset.UtcNow);
        if (received.Data.GetProperty("Mode").GetString() == "later")
        {
            throw new InvalidOperationException("no answer", new ServiceUnavailableException("payment-service", 2));
        }
        throw new PermanentException("never");
    }

    public Task<bool> OnExhaustedAsync(
        IncomingEvent received,
        Exception failure,
        Inbox inbox,
        CancellationToken cancellation)
    {
        if (script.Outages.TryDequeue(out var outage)) throw outage;
        script.Handled.Enqueue($"{received.Data.GetProperty("ThingId").GetString()} given up");
        return Task.FromResult(true);
    }
}
