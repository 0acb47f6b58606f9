using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Chassis;
using Chassis.Messaging;
using IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace IntegrationTests.Messaging;

[TestClass]
public sealed class OutboxRelayTests
{
    [TestInitialize]
    public void Require() => NotesRun.Require();

    [TestMethod]
    public async Task AnEventThatCouldNotBePublishedHoldsBackTheLaterOnesOfItsSubjectOnly()
    {
        await using var broker = new TcpProxy(new Uri(NotesRun.AmqpUrl));
        broker.Open();
        await using var run = await NotesRun.StartAsync(broker.Url);
        broker.Cut();
        await Eventually.TrueAsync("the broker is missed", () => !run.BrokerIsUp);
        var names = new[] { "held 1", "free 1", "held 2", "held 3" };
        await run.InTransactionAsync((_, outbox) =>
        {
            foreach (var name in names)
            {
                outbox.Add(new OutgoingEvent("NoteTakenEvent", name.Split(' ')[0], new { Name = name }));
            }
        });
        var flaky = new FlakyBroker("held 1");
        using var wake = new OutboxWake();
        var relay = ActivatorUtilities.CreateInstance<OutboxRelay>(run.Services, flaky, wake);
        relay.Start();
        await Eventually.TrueAsync("all are published", () => flaky.Published.Count == names.Length);
        await relay.StopAsync();
        Sequence.Is(flaky.Published, "free 1", "held 1", "held 2", "held 3");
    }

    [TestMethod]
    public async Task AServiceThatNobodyListensToYetKeepsItsEventsUntilSomebodyDoes()
    {
        await using var run = await NotesRun.StartAsync(record: false);
        await run.TakeAsync("early");
        await Eventually.TrueAsync("it was tried", () => run.Measured("events_published_total", "returned") > 0);
        Assert.AreEqual(1, await run.PendingAsync());
        await run.ListenAsync();
        await run.EventAsync("NoteTakenEvent", "early");
        await Eventually.TrueAsync("nothing waits", async () => await run.PendingAsync() == 0);
    }

    [TestMethod]
    public async Task TwoReplicasPublishEachEventOfASubjectOnceAndInOrder()
    {
        await using var broker = new TcpProxy(new Uri(NotesRun.AmqpUrl));
        broker.Open();
        await using var run = await NotesRun.StartAsync(broker.Url, replicas: 2);
        // A backlog longer than a batch is what both find when the broker comes back.
        broker.Cut();
        await Eventually.TrueAsync("the broker is missed", () => !run.BrokerIsUp);
        var versions = Enumerable.Range(1, 100).ToList();
        var subjects = new[] { "a", "b", "c" };
        await run.InTransactionAsync((_, outbox) =>
        {
            foreach (var version in versions)
            {
                foreach (var subject in subjects)
                {
                    outbox.Add(new OutgoingEvent("NoteTakenEvent", subject, new { Version = version }));
                }
            }
        });
        broker.Open();
        await Eventually.TrueAsync("all are published", () => run.Events.Count >= versions.Count * subjects.Length);
        foreach (var subject in subjects)
        {
            var published = run.Events
                .Where(one => one.Subject == subject)
                .Select(one => one.Data.GetProperty("Version").GetInt32())
                .ToList();
            CollectionAssert.AreEqual(versions, published);
        }
    }

    /// <summary>Confirms all but the named events, which it confirms the second time.</summary>
    private sealed class FlakyBroker(params string[] unconfirmed) : IBroker
    {
        private readonly ConcurrentDictionary<string, bool> failing = new(unconfirmed.ToDictionary(name => name, _ => true));

        public ConcurrentQueue<string> Published { get; } = new();

        public bool Up => true;

        public Task<Delivery> PublishAsync(
            string exchange,
            string routingKey,
            ReadOnlyMemory<byte> body,
            BasicProperties properties,
            CancellationToken cancellation)
        {
            var name = EventJson.Parse(Encoding.UTF8.GetString(body.Span)).GetProperty("Name").GetString() ?? "";
            if (failing.TryRemove(name, out _)) throw new TimeoutException("the broker did not confirm in time");
            Published.Enqueue(name);
            return Task.FromResult(Delivery.Routed);
        }
    }
}
