using System.Diagnostics;
using System.Text;
using Chassis.Messaging;
using IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IntegrationTests.Messaging;

/// <summary>The chassis on PostgreSQL and RabbitMQ, each behind a proxy that can take it away.</summary>
[TestClass]
public sealed class MessagingTests : IAsyncDisposable
{
    private TcpProxy broker = new(new Uri("amqp://localhost:5672"));
    private TcpProxy database = new(new Uri("postgres://localhost:5432"));
    private NotesRun? started;

    private NotesRun Run => started ?? throw new InvalidOperationException("not started");

    [TestInitialize]
    public async Task StartAsync()
    {
        NotesRun.Require();
        broker = new TcpProxy(new Uri(NotesRun.AmqpUrl));
        database = new TcpProxy(new Uri(NotesRun.DatabaseUrl));
        broker.Open();
        database.Open();
        started = await NotesRun.StartAsync(broker.Url, database.Url);
    }

    public async ValueTask DisposeAsync()
    {
        if (started is not null) await started.DisposeAsync();
        await broker.DisposeAsync();
        await database.DisposeAsync();
    }

    [TestMethod]
    public async Task WhatIsRolledBackIsNotPublished()
    {
        await using (var scope = Run.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            scope.ServiceProvider.GetRequiredService<IOutbox>()
                .Add(new OutgoingEvent("NoteTakenEvent", "rolled-back", new { }));
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }
        await Run.TakeAsync("kept");
        await Run.EventAsync("NoteTakenEvent", "kept");
        await Eventually.TrueAsync("nothing waits", async () => await Run.PendingAsync() == 0);
        Assert.IsFalse(Run.Events.Any(one => one.Subject == "rolled-back"));
    }

    [TestMethod]
    public async Task WhatIsCommittedIsPublishedAtOnceAndNotAtTheNextPoll()
    {
        await Run.TakeAsync("first");
        var row = await Run.EventAsync("NoteTakenEvent", "first");
        Assert.AreEqual("first", row.Data.GetProperty("NoteId").GetString());
        Assert.IsTrue(Guid.TryParse(row.Id, out _));
    }

    [TestMethod]
    public async Task EventsAddedTogetherArePublishedInTheOrderTheyWereAdded()
    {
        await Run.InTransactionAsync((_, outbox) =>
        {
            for (var version = 1; version <= 150; version++)
            {
                outbox.Add(new OutgoingEvent("NoteTakenEvent", "together", new { Version = version }));
            }
        });
        await Eventually.TrueAsync("150 events", () => Run.Events.Count >= 150);
        CollectionAssert.AreEqual(Enumerable.Range(1, 150).ToList(), Versions("together"));
    }

    [TestMethod]
    public async Task WithTheBrokerAwayRequestsSucceedAndTheirEventsFollowOnceAndInOrder()
    {
        broker.Cut();
        await Eventually.TrueAsync("the broker is missed", () => !Run.BrokerIsUp);
        for (var version = 1; version <= 5; version++)
        {
            var current = version;
            await Run.InTransactionAsync((_, outbox) =>
                outbox.Add(new OutgoingEvent("NoteTakenEvent", "away", new { Version = current })));
        }
        Assert.AreEqual(5, await Run.PendingAsync());
        broker.Open();
        await Eventually.TrueAsync("nothing waits", async () => await Run.PendingAsync() == 0);
        await Eventually.TrueAsync("5 events", () => Run.Events.Count >= 5);
        Sequence.Is(Versions("away"), 1, 2, 3, 4, 5);
    }

    [TestMethod]
    public async Task WhenTheConfirmsAreLostEveryEventIsPublishedAgainAndStillInOrder()
    {
        await Run.TakeAsync("before");
        await Run.EventAsync("NoteTakenEvent", "before");
        broker.Hold();
        await Run.InTransactionAsync((_, outbox) =>
        {
            for (var version = 1; version <= 3; version++)
            {
                outbox.Add(new OutgoingEvent("NoteTakenEvent", "unconfirmed", new { Version = version }));
            }
        });
        await Run.EventAsync("NoteTakenEvent", "unconfirmed");
        Assert.AreEqual(3, await Run.PendingAsync());
        broker.Cut();
        broker.Open();
        await Eventually.TrueAsync("nothing waits", async () => await Run.PendingAsync() == 0);
        await Eventually.TrueAsync("4 events", () => Versions("unconfirmed").Count >= 4);
        Sequence.Is(Versions("unconfirmed"), 1, 1, 2, 3);
        Assert.HasCount(3, Run.Events.Where(one => one.Subject == "unconfirmed").Select(one => one.Id).Distinct().ToList());
    }

    [TestMethod]
    public async Task AFailureIsRetriedWithBackoffAndAnEventHasItsEffectOnceHoweverOftenItComes()
    {
        var headers = new Dictionary<string, object?> { ["cloudEvents:id"] = "once" };
        await Run.PublishAsync("ThingHappenedEvent", new { ThingId = "t1", Mode = "twice" }, headers);
        await Eventually.TrueAsync("t1 is noted", () => Run.NoteExistsAsync("t1"));
        Sequence.Is(Handled("t1"), "t1 1", "t1 2", "t1 3", "t1 done");
        await Run.PublishAsync("ThingHappenedEvent", new { ThingId = "t1" }, headers);
        await Eventually.TrueAsync("t1 is known", () => Handled("t1").Contains("t1 known"));
    }

    [TestMethod]
    public async Task RedeliveredWhenTheConnectionBreaksAnEventHasItsEffectOnce()
    {
        for (var thing = 0; thing < 50; thing++)
        {
            await Run.PublishAsync("ThingHappenedEvent", new { ThingId = $"b{thing}", Mode = "breathe" });
            if (thing % 10 == 5)
            {
                broker.Cut();
                broker.Open();
            }
        }
        List<string> Done() => [.. Handled("b").Where(one => one.EndsWith("done", StringComparison.Ordinal))];
        await Eventually.TrueAsync("all are handled", () => Done().Distinct().Count() == 50);
        Assert.HasCount(50, Done());
        Assert.AreEqual(0u, await Run.DepthAsync("notes.things.dlq"));
    }

    [TestMethod]
    public async Task AnEventThatCannotBeHandledIsDeadLetteredAtOnceWithWhatWasWrong()
    {
        var headers = new Dictionary<string, object?> { ["cloudEvents:id"] = "p-1" };
        await Run.PublishAsync("ThingHappenedEvent", new { ThingId = "p", Mode = "poison" }, headers);
        await DeadLettersAsync("notes.things.dlq", 1);
        Sequence.Is(Handled("p"), "p 1");
        var letter = await Run.GetAsync("notes.things.dlq");
        Assert.AreEqual("PermanentException: never", CloudEvent.Text(letter.BasicProperties, "x-failure"));
        Assert.AreEqual("p-1", CloudEvent.Text(letter.BasicProperties, "cloudEvents:id"));
        Assert.AreEqual(Run.Named("thing_events"), CloudEvent.Text(letter.BasicProperties, "x-original-exchange"));
        Assert.AreEqual("thinghappenedevent", CloudEvent.Text(letter.BasicProperties, "x-original-routing-key"));
        Assert.AreEqual("""{"ThingId":"p","Mode":"poison"}""", Encoding.UTF8.GetString(letter.Body.Span));
    }

    [TestMethod]
    public async Task AnEventThatAlwaysFailsIsDeadLetteredAfterTheRetriesEachLaterThanTheOneBefore()
    {
        var watch = Stopwatch.StartNew();
        await Run.PublishAsync("ThingHappenedEvent", new { ThingId = "a", Mode = "always" });
        await DeadLettersAsync("notes.things.dlq", 1);
        Assert.IsGreaterThanOrEqualTo(50 + 100 + 200, watch.ElapsedMilliseconds);
        Sequence.Is(Handled("a"), "a 1", "a 2", "a 3", "a 4");
        var letter = await Run.GetAsync("notes.things.dlq");
        Assert.AreEqual("InvalidOperationException: not now", CloudEvent.Text(letter.BasicProperties, "x-failure"));
        Assert.AreEqual("4", CloudEvent.Text(letter.BasicProperties, CloudEvent.AttemptHeader));
        Assert.AreEqual(Run.Named("thing_events"), CloudEvent.Text(letter.BasicProperties, "x-original-exchange"));
    }

    [TestMethod]
    public async Task AMessageThatIsNoJsonObjectIsDeadLetteredUnread()
    {
        await Run.PublishAsync("ThingHappenedEvent", "no object");
        await DeadLettersAsync("notes.things.dlq", 1);
        Assert.IsEmpty(Run.Script.Handled);
    }

    [TestMethod]
    public async Task WhatTheServiceTakesCareOfItselfIsTriedAgainWhenTheDatabaseGoesAwayMeanwhile()
    {
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Run.Script.Outages.Enqueue(new NpgsqlException("gone", new IOException("connection reset")));
        }
        await Run.PublishAsync("ThingCalledEvent", new { ThingId = "g", Mode = "poison" });
        await Eventually.TrueAsync("g is given up", () => Handled("g").Contains("g given up"));
        Assert.AreEqual(0u, await Run.DepthAsync("notes.calls.dlq"));
    }

    [TestMethod]
    public async Task WhenTakingCareOfItFailsTheEventIsDeadLettered()
    {
        Run.Script.Outages.Enqueue(new InvalidOperationException("that too"));
        await Run.PublishAsync("ThingCalledEvent", new { ThingId = "f", Mode = "poison" });
        await DeadLettersAsync("notes.calls.dlq", 1);
        var letter = await Run.GetAsync("notes.calls.dlq");
        Assert.AreEqual("PermanentException: never", CloudEvent.Text(letter.BasicProperties, "x-failure"));
    }

    [TestMethod]
    public async Task AfterAServiceThatSaidWhenToComeBackNobodyComesSooner()
    {
        await Run.PublishAsync("ThingCalledEvent", new { ThingId = "l", Mode = "later" });
        await Eventually.TrueAsync("l is given up", () => Handled("l").Contains("l given up"));
        var called = Run.Script.Called.ToArray();
        Assert.HasCount(4, called);
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromSeconds(2), called[1] - called[0]);
    }

    [TestMethod]
    public async Task WithTheDatabaseAwayEventsWaitWithoutUsingUpTheirRetries()
    {
        database.Cut();
        await Run.PublishAsync("ThingHappenedEvent", new { ThingId = "patient" });
        await Eventually.TrueAsync("it was tried often", () => Handled("patient").Count(one => one == "patient 1") > 4);
        database.Open();
        await Eventually.TrueAsync("patient is noted", () => Run.NoteExistsAsync("patient"));
        Assert.AreEqual(0u, await Run.DepthAsync("notes.things.dlq"));
        Assert.IsFalse(Handled("patient").Contains("patient 2"));
    }

    [TestMethod]
    public async Task EventsOfOneSubjectAreHandledInOrderAndThoseOfOthersMeanwhile()
    {
        for (var thing = 0; thing < 40; thing++)
        {
            var headers = new Dictionary<string, object?>
            {
                ["cloudEvents:id"] = $"s{thing}",
                ["cloudEvents:subject"] = $"subject {thing % 4}",
            };
            await Run.PublishAsync("ThingHappenedEvent", new { ThingId = $"{thing % 4}-{thing:D2}", Mode = "breathe" }, headers);
        }
        await Eventually.TrueAsync("40 are handled", () => Handled("").Count(one => one.EndsWith("done", StringComparison.Ordinal)) == 40);
        foreach (var subject in Enumerable.Range(0, 4))
        {
            var done = Handled($"{subject}-").Where(one => one.EndsWith("done", StringComparison.Ordinal)).ToList();
            CollectionAssert.AreEqual(done.Order(StringComparer.Ordinal).ToList(), done);
        }
        Assert.IsGreaterThan(1, Run.Script.MostAtOnce);
    }

    [TestMethod]
    public async Task StoppingWaitsForTheEventsInHandAndTheirOutboxAndTakesNoMore()
    {
        await Run.PublishAsync("ThingHappenedEvent", new { ThingId = "slow", Mode = "slow" });
        await Eventually.TrueAsync("it is in hand", () => Handled("slow").Count == 1);
        var stopped = Run.StopServiceAsync();
        await Run.PublishAsync("ThingHappenedEvent", new { ThingId = "late" });
        await Eventually.TrueAsync("the late one waits", async () => await Run.DepthAsync("notes.things") == 1);
        Assert.IsFalse(stopped.IsCompleted);
        Run.Script.Slow.SetResult();
        await stopped;
        Sequence.Is(Handled(""), "slow 1", "slow done");
        Assert.AreEqual(1u, await Run.DepthAsync("notes.things"));
    }

    [TestMethod]
    public async Task WhatIsPublishedAndWhatIsHandledBelongToTheTraceThatCausedThem()
    {
        using var listener = ListenToTraces();
        using var request = new Activity("request").Start();
        await Run.TakeAsync("traced");
        var published = await Run.EventAsync("NoteTakenEvent", "traced");
        var context = ActivityContext.Parse(published.Traceparent ?? "", null);
        Assert.AreEqual(request.TraceId, context.TraceId);
        Assert.AreNotEqual(request.SpanId, context.SpanId);
        var headers = new Dictionary<string, object?> { ["traceparent"] = published.Traceparent };
        await Run.PublishAsync("ThingHappenedEvent", new { ThingId = "followed" }, headers);
        await Eventually.TrueAsync("it is handled", () => Handled("followed").Contains("followed done"));
        Assert.AreEqual(request.TraceId.ToString(), Run.Script.Traces["followed"]);
    }

    private static ActivityListener ListenToTraces()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "chassis",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private List<int> Versions(string subject) =>
        [.. Run.Events.Where(one => one.Subject == subject).Select(one => one.Data.GetProperty("Version").GetInt32())];

    private List<string> Handled(string thing) =>
        [.. Run.Script.Handled.Where(one => one.StartsWith(thing, StringComparison.Ordinal))];

    private Task DeadLettersAsync(string queue, uint count) =>
        Eventually.TrueAsync($"{count} in {queue}", async () => await Run.DepthAsync(queue) == count);
}
