using Chassis;
using Chassis.Messaging;
using IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationTests.Messaging;

[TestClass]
public sealed class EventStoreTests
{
    [TestInitialize]
    public void Require() => NotesRun.Require();

    [TestMethod]
    public async Task EventsAreReadInTheOrderOfTheirVersions()
    {
        await using var run = await NotesRun.StartAsync();
        Assert.AreEqual(2, await AppendAsync(run, "n1", 0, new("NoteTaken", new { Text = "a" }), new("NoteChanged", new { Text = "ñ 'b'" })));
        Assert.AreEqual(3, await AppendAsync(run, "n1", 2, new NewEvent("NoteChanged", new { Text = "c" })));
        await using var scope = run.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IEventStore>();
        var events = await store.ReadAsync("n1");
        Sequence.Is(events.Select(one => one.Version), 1, 2, 3);
        Sequence.Is(events.Select(one => one.Data.GetProperty("Text").GetString()), "a", "ñ 'b'", "c");
        Assert.IsEmpty(await store.ReadAsync("nobody"));
    }

    [TestMethod]
    public async Task AppendingToAVersionThatSomebodyElseHasAppendedToIsAConflictAndKeepsNothing()
    {
        await using var run = await NotesRun.StartAsync();
        await AppendAsync(run, "n1", 0, new NewEvent("NoteTaken", new { }));
        var conflict = await Assert.ThrowsExactlyAsync<ProblemException>(() =>
            AppendAsync(run, "n1", 0, new("NoteTaken", new { }), new("NoteChanged", new { })));
        Assert.AreEqual(409, conflict.Status);
        await using var scope = run.Services.CreateAsyncScope();
        Assert.HasCount(1, await scope.ServiceProvider.GetRequiredService<IEventStore>().ReadAsync("n1"));
    }

    [TestMethod]
    public async Task OfFiftyWritersAtOnceEachGetsAVersionOfItsOwnOrAConflict()
    {
        await using var run = await NotesRun.StartAsync();
        var versions = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => WriteUntilDoneAsync(run)));
        CollectionAssert.AreEqual(Enumerable.Range(1, 50).ToList(), versions.Order().ToList());
    }

    [TestMethod]
    public async Task WithoutATransactionNothingIsAppended()
    {
        await using var run = await NotesRun.StartAsync();
        await using var scope = run.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IEventStore>();
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() =>
            store.AppendAsync("note", "n1", 0, [new NewEvent("NoteTaken", new { })]));
    }

    private static async Task<int> WriteUntilDoneAsync(NotesRun run)
    {
        while (true)
        {
            await using var scope = run.Services.CreateAsyncScope();
            var read = await scope.ServiceProvider.GetRequiredService<IEventStore>().ReadAsync("contended");
            try
            {
                return await AppendAsync(run, "contended", read.Count, new NewEvent("NoteChanged", new { }));
            }
            catch (ProblemException conflict) when (conflict.Status == 409)
            {
                // Somebody else was first; read again.
            }
        }
    }

    private static async Task<int> AppendAsync(NotesRun run, string id, int expectedVersion, params NewEvent[] events)
    {
        await using var scope = run.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var version = await scope.ServiceProvider.GetRequiredService<IEventStore>()
            .AppendAsync("note", id, expectedVersion, events);
        await transaction.CommitAsync();
        return version;
    }
}
