using RabbitMQ.Client;

namespace Chassis.Messaging;

/// <summary>What became of a confirmed message: some queue has it, or no queue is bound for it.</summary>
internal enum Delivery
{
    Routed,
    Unroutable,
}

/// <summary>Publishes to RabbitMQ.</summary>
internal interface IBroker
{
    /// <summary>Whether messages can be published now.</summary>
    bool Up { get; }

    /// <summary>Publishes one persistent, mandatory message and waits for the broker's confirm.</summary>
    /// <exception cref="Exception">
    /// The broker is down, refuses the message or does not confirm in time: it may then be there or not.
    /// </exception>
    Task<Delivery> PublishAsync(
        string exchange,
        string routingKey,
        ReadOnlyMemory<byte> body,
        BasicProperties properties,
        CancellationToken cancellation);
}
