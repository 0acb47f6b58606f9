using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Chassis;
using Chassis.Messaging;
using IntegrationTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace IntegrationTests.Messaging;

/// <summary>An event as it was seen on the service's exchange.</summary>
internal sealed record RecordedEvent(string Id, string Type, string Subject, string? Traceparent, JsonElement Data);

/// <summary>
/// A small service on the chassis, on the PostgreSQL and RabbitMQ of the environment, with a database schema, exchanges and
/// queues of its own.
/// </summary>
internal sealed class NotesRun : IAsyncDisposable
{
    public const string Exchange = "note_events";
    private static readonly string[] Queues = ["notes.things", "notes.calls"];
    private static readonly string[] Exchanges = [Exchange, "thing_events"];

    private readonly string name = $"test-{Guid.NewGuid():N}"[..13];
    private readonly List<WebApplication> hosts = [];
    private readonly List<RecordedEvent> events = [];
    private readonly MeterListener meters = new();
    private readonly ConcurrentDictionary<string, long> measured = new();
    private IConnection? connection;

    private NotesRun()
    {
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "chassis") listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (var (tag, outcome) in tags)
            {
                if (tag == "outcome") measured.AddOrUpdate($"{instrument.Name} {outcome}", value, (_, sum) => sum + value);
            }
        });
        meters.Start();
    }

    /// <summary>Whether there is a PostgreSQL and a RabbitMQ to run on; else the test says that it was skipped.</summary>
    public static void Require()
    {
        if (string.IsNullOrEmpty(DatabaseUrl) || string.IsNullOrEmpty(AmqpUrl))
        {
            Assert.Inconclusive("skipped: DATABASE_URL and AMQP_URL are not both set");
        }
    }

    public static string DatabaseUrl => Environment.GetEnvironmentVariable("DATABASE_URL") ?? "";

    public static string AmqpUrl => Environment.GetEnvironmentVariable("AMQP_URL") ?? "";

    public Script Script { get; } = new();

    public IServiceProvider Services => hosts[0].Services;

    /// <summary>Everything published on the service's exchange so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedEvent> Events
    {
        get
        {
            lock (events) return [.. events];
        }
    }

    /// <param name="amqpUrl">How the service reaches the broker.</param>
    /// <param name="databaseUrl">How it reaches its database.</param>
    /// <param name="record">Whether a queue is bound to everything the service publishes.</param>
    /// <param name="replicas">How many to start at once, on one database.</param>
    public static async Task<NotesRun> StartAsync(
        Uri? amqpUrl = null,
        Uri? databaseUrl = null,
        bool record = true,
        int replicas = 1)
    {
        var run = new NotesRun();
        await ExecuteAsync($"create schema {run.Schema}");
        run.connection = await new ConnectionFactory { Uri = new Uri(AmqpUrl) }.CreateConnectionAsync();
        if (record) await run.ListenAsync();
        for (var replica = 0; replica < replicas; replica++)
        {
            run.hosts.Add(run.Build(amqpUrl ?? new Uri(AmqpUrl), databaseUrl ?? new Uri(DatabaseUrl), replica));
        }
        await Task.WhenAll(run.hosts.Select(host => host.StartAsync()));
        foreach (var host in run.hosts) await host.Services.GetRequiredService<Lifecycle>().Started;
        await Eventually.TrueAsync("connected to the broker", () => run.hosts.All(BrokerUp));
        return run;
    }

    public bool BrokerIsUp => hosts.All(BrokerUp);

    /// <summary>Takes notes in one transaction, each with its event.</summary>
    public Task TakeAsync(params string[] ids) => InTransactionAsync((db, outbox) =>
    {
        foreach (var id in ids)
        {
            db.Notes.Add(new Note { Id = id, Text = "noted" });
            outbox.Add(new OutgoingEvent("NoteTakenEvent", id, new { NoteId = id }));
        }
    });

    public async Task InTransactionAsync(Action<NotesDbContext, IOutbox> work)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
        work(db, scope.ServiceProvider.GetRequiredService<IOutbox>());
        await db.SaveChangesAsync();
    }

    public async Task<bool> NoteExistsAsync(string id)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<NotesDbContext>().Notes.AnyAsync(note => note.Id == id);
    }

    /// <summary>How many events wait in the outbox.</summary>
    public async Task<long> PendingAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
        return await db.Database.SqlQuery<long>($"""select count(*) as "Value" from outbox where published_at is null""").SingleAsync();
    }

    /// <summary>A counter's sum so far, of one outcome.</summary>
    public long Measured(string counter, string outcome) => measured.GetValueOrDefault($"{counter} {outcome}");

    /// <summary>Starts to record events.</summary>
    public async Task ListenAsync()
    {
        var channel = await Connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(Named(Exchange), ExchangeType.Topic, durable: true);
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, Named(Exchange), "#");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            lock (events) events.Add(Read(delivery));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
    }

    /// <summary>Waits for a published event.</summary>
    public async Task<RecordedEvent> EventAsync(string type, string subject)
    {
        RecordedEvent? found = null;
        await Eventually.TrueAsync(
            $"{type} of {subject}",
            () => (found = Events.FirstOrDefault(one => one.Type == type && one.Subject == subject)) is not null);
        return found ?? throw new InvalidOperationException("unreachable");
    }

    /// <summary>Publishes an event as another service would.</summary>
    public async Task PublishAsync(string type, object data, Dictionary<string, object?>? headers = null)
    {
        var confirming = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await Connection.CreateChannelAsync(confirming);
        var body = JsonSerializer.SerializeToUtf8Bytes(data);
        var properties = new BasicProperties { Headers = headers };
        await channel.BasicPublishAsync(Named("thing_events"), type.ToLowerInvariant(), mandatory: true, properties, body);
    }

    /// <summary>How many messages wait in a queue (<c>&lt;queue&gt;</c>, <c>&lt;queue&gt;.dlq</c>).</summary>
    public async Task<uint> DepthAsync(string queue)
    {
        await using var channel = await Connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(Named(queue))).MessageCount;
    }

    /// <summary>Takes the first message out of a queue.</summary>
    public async Task<BasicGetResult> GetAsync(string queue)
    {
        await using var channel = await Connection.CreateChannelAsync();
        return await channel.BasicGetAsync(Named(queue), autoAck: true)
            ?? throw new InvalidOperationException($"{queue} is empty");
    }

    /// <summary>A name as this run has it at the broker.</summary>
    public string Named(string exchangeOrQueue) => $"{name}.{exchangeOrQueue}";

    public Task StopServiceAsync() => Task.WhenAll(hosts.Select(host => host.StopAsync()));

    /// <summary>Stops the service and removes what it made.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopServiceAsync();
        foreach (var host in hosts) await host.DisposeAsync();
        meters.Dispose();
        await using (var channel = await Connection.CreateChannelAsync())
        {
            foreach (var queue in Queues)
            {
                foreach (var suffix in new[] { "", ".retry", ".dlq" }) await channel.QueueDeleteAsync(Named(queue + suffix));
            }
            foreach (var exchange in Exchanges) await channel.ExchangeDeleteAsync(Named(exchange));
        }
        await Connection.DisposeAsync();
        await ExecuteAsync($"drop schema {Schema} cascade");
    }

    private string Schema => name.Replace('-', '_');

    private IConnection Connection => connection ?? throw new InvalidOperationException("not started");

    private static bool BrokerUp(WebApplication host) => host.Services.GetRequiredService<IBroker>().Up;

    private WebApplication Build(Uri amqpUrl, Uri databaseUrl, int replica)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SERVICE_NAME"] = name,
            ["SERVICE_ID"] = $"{name}-{replica}",
            ["HOST"] = "127.0.0.1",
            ["PORT"] = "0",
            ["LOG_LEVEL"] = Environment.GetEnvironmentVariable("LOG_LEVEL") ?? "silent",
            ["DATABASE_URL"] = $"{databaseUrl}?options=-c%20search_path%3D{Schema}",
            ["AMQP_URL"] = amqpUrl.ToString(),
            ["CONSUMER_RETRY_DELAY_MS"] = "50",
            ["OUTBOX_POLL_MS"] = "200",
        });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(Script);
        builder.Services.AddSingleton(new MessagingTopology(Exchange, $"{name}."));
        builder.AddChassis();
        builder.AddDatabase<NotesDbContext>();
        builder.AddMessaging<NotesDbContext>(Exchange);
        builder.AddConsumer<ThingsConsumer>();
        builder.AddConsumer<CallsConsumer>();
        var app = builder.Build();
        app.UseChassis();
        return app;
    }

    private static RecordedEvent Read(BasicDeliverEventArgs delivery)
    {
        string? Header(string header) => CloudEvent.Text(delivery.BasicProperties, header);
        return new RecordedEvent(
            Header("cloudEvents:id") ?? "",
            Header("cloudEvents:type") ?? "",
            Header("cloudEvents:subject") ?? "",
            Header("traceparent"),
            EventJson.Parse(Encoding.UTF8.GetString(delivery.Body.Span)));
    }

    private static string ConnectionString()
    {
        var variables = new ConfigurationManager { ["DATABASE_URL"] = DatabaseUrl };
        return DatabaseOptions.From(new Variables(variables), new ServiceIdentity("tests", "", "tests", "", 1, null, [])).ConnectionString;
    }

    private static async Task ExecuteAsync(string statement)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString());
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
