namespace Chassis.Messaging;

/// <summary>What messaging reads from the environment, once, at start.</summary>
public sealed record MessagingOptions
{
    public required Uri AmqpUrl { get; init; }

    /// <summary>How often an event is tried again; the guideline says three times.</summary>
    public required int Retries { get; init; }

    /// <summary>Before the first retry; it doubles with each.</summary>
    public required TimeSpan RetryDelay { get; init; }

    /// <summary>How many events a queue's consumer has in hand at once.</summary>
    public required ushort Prefetch { get; init; }

    /// <summary>How often the outbox is looked through for what another process has left.</summary>
    public required TimeSpan OutboxPoll { get; init; }

    /// <summary>How long an event that no queue wants is kept.</summary>
    public required TimeSpan OutboxUnroutable { get; init; }

    public static MessagingOptions From(Variables variables) => new()
    {
        AmqpUrl = variables.RequiredUrl("AMQP_URL", "amqp", "amqps"),
        Retries = variables.Integer("CONSUMER_RETRIES", 3, least: 0),
        RetryDelay = variables.Milliseconds("CONSUMER_RETRY_DELAY_MS", 1_000),
        Prefetch = (ushort)variables.Integer("CONSUMER_PREFETCH", 20, most: ushort.MaxValue),
        OutboxPoll = variables.Milliseconds("OUTBOX_POLL_MS", 1_000),
        OutboxUnroutable = variables.Milliseconds("OUTBOX_UNROUTABLE_MS", 300_000),
    };
}
