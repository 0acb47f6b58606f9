using System.Text;
using System.Text.Json;
using Chassis;
using Chassis.Messaging;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace IntegrationTests.Support;

/// <summary>An event as it was seen on the service's exchange.</summary>
internal sealed record RecordedEvent(string Id, string Type, string Subject, string? Traceparent, JsonElement Data);

/// <summary>
/// The service as it runs in production, on the PostgreSQL and RabbitMQ of the environment (<c>DATABASE_URL</c>,
/// <c>AMQP_URL</c>), with a database schema, exchanges and queues of its own.
/// </summary>
internal sealed class ServiceWithEvents : WebApplicationFactory<Program>
{
    private readonly string exchange;
    private readonly Dictionary<string, string> settings;
    private readonly Action<IServiceCollection> configure;
    private readonly List<Type> consumers = [];
    private readonly List<RecordedEvent> events = [];
    private IConnection? connection;

    private ServiceWithEvents(
        string exchange, Dictionary<string, string> settings, Action<IServiceCollection> configure)
    {
        this.exchange = exchange;
        this.configure = configure;
        this.settings = new Dictionary<string, string>
        {
            ["SERVICE_NAME"] = Name,
            ["SERVICE_ADDRESS"] = "127.0.0.1",
            ["HOST"] = "127.0.0.1",
            ["PORT"] = "0",
            ["LOG_LEVEL"] = Environment.GetEnvironmentVariable("LOG_LEVEL") ?? "silent",
            ["CONSUL_HTTP_ADDR"] = "",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "",
            ["CONSUMER_RETRY_DELAY_MS"] = "50",
            ["OUTBOX_POLL_MS"] = "200",
            ["SHUTDOWN_DRAIN_MS"] = "0",
            ["AMQP_URL"] = AmqpUrl,
            ["DATABASE_URL"] = $"{DatabaseUrl}?options=-c%20search_path%3D{Schema}",
        };
        foreach (var (name, value) in settings) this.settings[name] = value;
    }

    /// <summary>Its <c>SERVICE_NAME</c> in this run; queues may be named after it.</summary>
    public string Name { get; } = $"test-{Guid.NewGuid():N}"[..13];

    /// <summary>Everything published on the service's exchange so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedEvent> Events
    {
        get
        {
            lock (events) return [.. events];
        }
    }

    private static string DatabaseUrl => Environment.GetEnvironmentVariable("DATABASE_URL") ?? "";

    private static string AmqpUrl => Environment.GetEnvironmentVariable("AMQP_URL") ?? "";

    private string Schema => Name.Replace('-', '_');

    private IConnection Connection => connection ?? throw new InvalidOperationException("not started");

    /// <summary>Starts the service; where there is nothing to run it on, the tests say that they were skipped.</summary>
    /// <param name="exchange">The one it publishes on.</param>
    /// <param name="settings">Variables on top of the environment.</param>
    /// <param name="configure">Changes what is registered.</param>
    public static async Task<ServiceWithEvents> StartAsync(
        string exchange,
        Dictionary<string, string>? settings = null,
        Action<IServiceCollection>? configure = null)
    {
        if (DatabaseUrl.Length == 0 || AmqpUrl.Length == 0)
        {
            Assert.Inconclusive("skipped: DATABASE_URL and AMQP_URL are not both set");
        }
        var service = new ServiceWithEvents(exchange, settings ?? [], configure ?? (_ => { }));
        await ExecuteAsync($"create schema {service.Schema}");
        service.connection = await new ConnectionFactory { Uri = new Uri(AmqpUrl) }.CreateConnectionAsync();
        await service.ListenAsync();
        using var client = service.CreateClient();
        await Eventually.TrueAsync("ready", async () => await StatusAsync(client) == "ready");
        return service;
    }

    /// <summary>Sends a request and checks the answer against the contract.</summary>
    /// <param name="method">Of HTTP.</param>
    /// <param name="path">With its query.</param>
    /// <param name="body">Sent as JSON; a text is JSON already.</param>
    /// <param name="headers">Besides those of the body.</param>
    public Task<Answer> RequestAsync(
        string method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        Answer.OfAsync(CreateDefaultClient(new AnswerContract()), method, path, body, headers);

    /// <summary>Waits for a published event.</summary>
    public async Task<RecordedEvent> EventAsync(string type, string subject)
    {
        RecordedEvent? found = null;
        await Eventually.TrueAsync(
            $"{type} of {subject}",
            () => (found = Events.FirstOrDefault(one => one.Type == type && one.Subject == subject)) is not null);
        return found ?? throw new InvalidOperationException("unreachable");
    }

    /// <summary>Types of the events about one subject, in order of arrival.</summary>
    public string EventTypesOf(string subject) =>
        string.Join(' ', Events.Where(one => one.Subject == subject).Select(one => one.Type));

    /// <summary>Publishes an event as another service would.</summary>
    /// <param name="onExchange">The name in the service's bindings.</param>
    /// <param name="type">Of the event.</param>
    /// <param name="data">Its body.</param>
    /// <param name="id">The CloudEvents id; a new one when left out.</param>
    /// <param name="subject">What it happened to; the id when left out.</param>
    public async Task PublishAsync(string onExchange, string type, object data, string? id = null, string? subject = null)
    {
        id ??= Guid.NewGuid().ToString();
        var confirming = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await Connection.CreateChannelAsync(confirming);
        var properties = new BasicProperties
        {
            Headers = new Dictionary<string, object?> { ["cloudEvents:id"] = id, ["cloudEvents:subject"] = subject ?? id },
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(data);
        await channel.BasicPublishAsync(Named(onExchange), type.ToLowerInvariant(), mandatory: true, properties, body);
    }

    /// <summary>How many messages wait in a queue (<c>&lt;queue&gt;</c>, <c>&lt;queue&gt;.dlq</c>).</summary>
    public async Task<uint> DepthAsync(string queue)
    {
        await using var channel = await Connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(Named(queue))).MessageCount;
    }

    /// <summary>Stops the service and removes what it made.</summary>
    public override async ValueTask DisposeAsync()
    {
        var made = await MadeAsync();
        await base.DisposeAsync();
        await using (var channel = await Connection.CreateChannelAsync())
        {
            foreach (var queue in made.Queues)
            {
                foreach (var suffix in new[] { "", ".retry", ".dlq" }) await channel.QueueDeleteAsync(Named(queue + suffix));
            }
            foreach (var name in made.Exchanges) await channel.ExchangeDeleteAsync(Named(name));
        }
        await Connection.DisposeAsync();
        await ExecuteAsync($"drop schema {Schema} cascade");
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (name, value) in settings) builder.UseSetting(name, value);
        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton(new MessagingTopology(exchange, $"{Name}.")));
            consumers.AddRange(services
                .Select(service => service.ServiceType)
                .Where(type => type.IsAssignableTo(typeof(IEventConsumer))));
            configure(services);
        });
    }

    private static async Task<string?> StatusAsync(HttpClient client)
    {
        var readiness = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return EventJson.Parse(await readiness.Content.ReadAsStringAsync()).GetProperty("status").GetString();
    }

    private static async Task ExecuteAsync(string statement)
    {
        var variables = new Variables(new ConfigurationManager { ["DATABASE_URL"] = DatabaseUrl });
        var identity = new ServiceIdentity("tests", "", "tests", "", 1, null, []);
        await using var source = NpgsqlDataSource.Create(DatabaseOptions.From(variables, identity).ConnectionString);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<(List<string> Queues, HashSet<string> Exchanges)> MadeAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var found = consumers
            .Select(type => (IEventConsumer)scope.ServiceProvider.GetRequiredService(type))
            .ToList();
        var bound = found.SelectMany(consumer => consumer.Bindings).Select(binding => binding.Exchange);
        return ([.. found.Select(consumer => consumer.Queue)], [exchange, .. bound]);
    }

    private string Named(string exchangeOrQueue) => $"{Name}.{exchangeOrQueue}";

    private async Task ListenAsync()
    {
        var channel = await Connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(Named(exchange), ExchangeType.Topic, durable: true);
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, Named(exchange), "#");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            lock (events) events.Add(Read(delivery));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
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
}
