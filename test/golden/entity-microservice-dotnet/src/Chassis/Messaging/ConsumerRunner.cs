using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Chassis.Messaging;

/// <summary>A class that the service registered as a consumer.</summary>
internal sealed record ConsumerRegistration(Type Type);

/// <summary>Feeds one queue to its handler: acknowledges, retries with backoff, and in the end dead-letters.</summary>
internal sealed class ConsumerRunner(
    ConsumerRegistration registration,
    IServiceScopeFactory scopes,
    IBroker broker,
    MessagingTopology topology,
    MessagingOptions options,
    ServiceIdentity service,
    MessagingMetrics metrics,
    ILogger<ConsumerRunner> logger) : IDisposable
{
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(1);
    /// <summary>Headers are short: frames have a maximum size.</summary>
    private const int LongestFailure = 1_000;

    private readonly SubjectTurns turns = new();
    private readonly CancellationTokenSource abandoning = new();
    private readonly HashSet<Task> inFlight = [];
    private volatile bool stopped;
    private IChannel? channel;
    private string queue = "";
    private IReadOnlyList<string> types = [];

    private string ConsumerTag => $"{service.Id}:{queue}";

    /// <summary>Declares the queue and starts to consume; run on every new connection.</summary>
    public async Task SubscribeAsync(BrokerConnection connection, CancellationToken cancellation)
    {
        if (stopped) return;
        var bindings = Describe();
        // One after the other, so that events of one subject take their turns in the order they came.
        var consuming = new CreateChannelOptions(
            publisherConfirmationsEnabled: false,
            publisherConfirmationTrackingEnabled: false,
            consumerDispatchConcurrency: 1);
        var opened = await connection.OpenChannelAsync(consuming, cancellation);
        await DeclareAsync(opened, bindings, cancellation);
        await opened.BasicQosAsync(0, options.Prefetch, global: false, cancellation);
        channel = opened;
        var subscription = new QueueSubscription(
            opened,
            message => Accept(opened, message),
            () => connection.GiveUp($"the broker ended the subscription of {queue}"));
        await opened.BasicConsumeAsync(
            queue, autoAck: false, ConsumerTag, noLocal: false, exclusive: false, arguments: null, subscription, cancellation);
    }

    /// <summary>Takes no more deliveries and waits until the ones in hand are done.</summary>
    /// <param name="cutOff">Cancels the handlers that are not; their events come again.</param>
    public async Task StopAsync(CancellationToken cutOff)
    {
        stopped = true;
        await using var cut = cutOff.Register(abandoning.Cancel);
        if (channel is { IsOpen: true })
        {
            try
            {
                await channel.BasicCancelAsync(ConsumerTag, cancellationToken: cutOff);
            }
            catch (Exception failure)
            {
                logger.SubscriptionEnded(failure, queue);
            }
        }
        Task[] rest;
        lock (inFlight) rest = [.. inFlight];
        await Task.WhenAll(rest);
    }

    public void Dispose() => abandoning.Dispose();

    /// <summary>What the consumer says of itself, with names as they are at the broker.</summary>
    private IReadOnlyList<Binding> Describe()
    {
        using var scope = scopes.CreateScope();
        var consumer = ConsumerOf(scope.ServiceProvider);
        queue = topology.NameOf(consumer.Queue);
        types = [.. consumer.Bindings.SelectMany(binding => binding.Types)];
        return [.. consumer.Bindings.Select(binding => binding with { Exchange = topology.NameOf(binding.Exchange) })];
    }

    private async Task DeclareAsync(IChannel opened, IReadOnlyList<Binding> bindings, CancellationToken cancellation)
    {
        // The default exchange routes by queue name: a retry that has waited long enough goes back to its queue.
        static Dictionary<string, object?> DeadLetterTo(string target) => new()
        {
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = target,
        };
        Task DeclareQueueAsync(string name, Dictionary<string, object?>? arguments) =>
            opened.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation);
        await DeclareQueueAsync($"{queue}.dlq", null);
        await DeclareQueueAsync($"{queue}.retry", DeadLetterTo(queue));
        await DeclareQueueAsync(queue, DeadLetterTo($"{queue}.dlq"));
        foreach (var (exchange, eventTypes) in bindings)
        {
            await opened.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellation);
            foreach (var type in eventTypes)
            {
                await opened.QueueBindAsync(queue, exchange, CloudEvent.RoutingKeyOf(type), cancellationToken: cancellation);
            }
        }
    }

    private void Accept(IChannel opened, DeliveredMessage message)
    {
        var work = SettleAsync(opened, message);
        lock (inFlight) inFlight.Add(work);
        work.ContinueWith(
            done =>
            {
                lock (inFlight) inFlight.Remove(done);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task SettleAsync(IChannel opened, DeliveredMessage message)
    {
        try
        {
            try
            {
                await ProcessAsync(message);
            }
            catch (Exception failure)
            {
                logger.NotSettled(failure, queue);
                await opened.BasicNackAsync(message.Tag, multiple: false, requeue: true);
                return;
            }
            await opened.BasicAckAsync(message.Tag, multiple: false);
        }
        catch (Exception failure)
        {
            // On a closed channel; the broker then delivers again, and the inbox knows what was done.
            logger.ChannelClosed(failure, queue);
        }
    }

    private Task ProcessAsync(DeliveredMessage message)
    {
        IncomingEvent received;
        try
        {
            received = CloudEvent.Read(message, types);
        }
        catch (Exception failure)
        {
            return DeadLetterAsync(message, failure);
        }
        return turns.RunAsync(received.Subject, () => HandleTracedAsync(message, received));
    }

    private async Task HandleTracedAsync(DeliveredMessage message, IncomingEvent received)
    {
        using var activity = MessageTrace.Start(
            $"process {received.Type}",
            ActivityKind.Consumer,
            CloudEvent.Text(message.Properties, "traceparent"),
            CloudEvent.Text(message.Properties, "tracestate"));
        activity?.SetTag("messaging.system", "rabbitmq");
        activity?.SetTag("messaging.operation.type", "process");
        activity?.SetTag("messaging.destination.name", queue);
        activity?.SetTag("messaging.message.id", received.Id);
        try
        {
            await InScopeAsync(received, (consumer, inbox) => consumer.HandleAsync(received, inbox, abandoning.Token));
            metrics.Consumed(queue, "handled");
        }
        catch (Exception failure) when (!abandoning.IsCancellationRequested)
        {
            activity?.AddException(failure);
            await RecoverAsync(message, received, failure);
        }
    }

    private async Task InScopeAsync(IncomingEvent received, Func<IEventConsumer, Inbox, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<MessagingContext>().Db;
        await work(ConsumerOf(scope.ServiceProvider), new DatabaseInbox(context, queue, received.Id));
    }

    private IEventConsumer ConsumerOf(IServiceProvider services) =>
        (IEventConsumer)services.GetRequiredService(registration.Type);

    private Task RecoverAsync(DeliveredMessage message, IncomingEvent received, Exception failure)
    {
        if (DatabaseProblems.IsUnavailable(failure)) return WaitForDatabaseAsync(message, received, failure);
        return failure is not PermanentException && received.Attempt <= options.Retries
            ? RetryAsync(message, received, received.Attempt + 1, failure)
            : GiveUpAsync(message, received, failure);
    }

    /// <summary>An outage of our own database says nothing about the event: it waits, and no attempt is used up.</summary>
    private Task WaitForDatabaseAsync(DeliveredMessage message, IncomingEvent received, Exception failure) =>
        RetryAsync(message, received, received.Attempt, failure);

    private async Task RetryAsync(DeliveredMessage message, IncomingEvent received, int nextAttempt, Exception failure)
    {
        var delay = RetryDelayOf(received.Attempt, failure);
        logger.Retrying(failure, received.Id, queue, received.Attempt, delay.TotalMilliseconds);
        // The delay is the message's own expiry and not the queue's: a queue's arguments cannot change once declared.
        // RabbitMQ expires messages at the head only, so a short delay behind a long one lasts as long as that.
        await RepublishAsync($"{queue}.retry", message, CloudEvent.AttemptHeader, nextAttempt, delay);
        metrics.Consumed(queue, "retried");
    }

    private TimeSpan RetryDelayOf(int attempt, Exception failure)
    {
        var milliseconds = options.RetryDelay.TotalMilliseconds * Math.Pow(2, attempt - 1);
        var backoff = TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestRetryDelay.TotalMilliseconds));
        // Once it is worth waiting until a breaker lets somebody through: else all attempts might meet it open.
        var asked = attempt == 1 ? RetryAfter(failure) : TimeSpan.Zero;
        return asked > backoff ? asked : backoff;
    }

    /// <summary>When a service that was called said that it makes sense to come back; zero when nobody said anything.</summary>
    private static TimeSpan RetryAfter(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is ServiceUnavailableException unavailable) return TimeSpan.FromSeconds(unavailable.RetryAfterSeconds);
        }
        return TimeSpan.Zero;
    }

    /// <summary>Lets the service take care of the event itself, where it can; else it is dead-lettered.</summary>
    private async Task GiveUpAsync(DeliveredMessage message, IncomingEvent received, Exception failure)
    {
        var taken = false;
        try
        {
            await InScopeAsync(received, async (consumer, inbox) =>
                taken = await consumer.OnExhaustedAsync(received, failure, inbox, abandoning.Token));
        }
        catch (Exception second) when (DatabaseProblems.IsUnavailable(second))
        {
            await WaitForDatabaseAsync(message, received, second);
            return;
        }
        catch (Exception second) when (!abandoning.IsCancellationRequested)
        {
            logger.GivingUpFailed(second, received.Id, queue);
        }
        if (taken) metrics.Consumed(queue, "exhausted");
        else await DeadLetterAsync(message, failure);
    }

    private async Task DeadLetterAsync(DeliveredMessage message, Exception failure)
    {
        logger.DeadLettered(failure, message.Properties.MessageId, queue);
        var text = $"{failure.GetType().Name}: {failure.Message}";
        await RepublishAsync($"{queue}.dlq", message, "x-failure", text[..Math.Min(text.Length, LongestFailure)]);
        metrics.Consumed(queue, "dead-lettered");
    }

    private async Task RepublishAsync(
        string target,
        DeliveredMessage message,
        string header,
        object value,
        TimeSpan? expiry = null)
    {
        var headers = new Dictionary<string, object?>(message.Properties.Headers ?? new Dictionary<string, object?>());
        headers.TryAdd("x-original-exchange", message.Exchange);
        headers.TryAdd("x-original-routing-key", message.RoutingKey);
        headers[header] = value;
        var properties = PropertiesOf(message.Properties, headers);
        if (expiry is { } delay)
        {
            properties.Expiration = Math.Round(delay.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }
        var delivery = await broker.PublishAsync("", target, message.Body, properties, CancellationToken.None);
        if (delivery == Delivery.Unroutable) throw new InvalidOperationException($"the queue {target} is gone");
    }

    /// <summary>What identifies a message; what else a sender may have set is about the way it came.</summary>
    private static BasicProperties PropertiesOf(IReadOnlyBasicProperties sent, Dictionary<string, object?> headers)
    {
        var properties = new BasicProperties { Headers = headers };
        if (sent.IsMessageIdPresent()) properties.MessageId = sent.MessageId;
        if (sent.IsTypePresent()) properties.Type = sent.Type;
        if (sent.IsAppIdPresent()) properties.AppId = sent.AppId;
        if (sent.IsTimestampPresent()) properties.Timestamp = sent.Timestamp;
        if (sent.IsContentTypePresent()) properties.ContentType = sent.ContentType;
        return properties;
    }
}
