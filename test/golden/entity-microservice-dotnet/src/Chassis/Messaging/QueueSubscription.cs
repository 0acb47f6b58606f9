using RabbitMQ.Client;

namespace Chassis.Messaging;

/// <summary>A message as the broker delivered it.</summary>
internal sealed record DeliveredMessage(
    ulong Tag,
    string Exchange,
    string RoutingKey,
    IReadOnlyBasicProperties Properties,
    ReadOnlyMemory<byte> Body);

/// <summary>Hands on what a queue delivers, at once: who handles it waits elsewhere.</summary>
/// <param name="channel">What it came on.</param>
/// <param name="accept">Takes a delivery.</param>
/// <param name="ended">Called when the broker ends the subscription, for example since the queue was deleted.</param>
internal sealed class QueueSubscription(IChannel channel, Action<DeliveredMessage> accept, Action ended)
    : AsyncDefaultBasicConsumer(channel)
{
    public override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        // The library takes body and properties back when this returns.
        accept(new DeliveredMessage(deliveryTag, exchange, routingKey, new BasicProperties(properties), body.ToArray()));
        return Task.CompletedTask;
    }

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        ended();
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }
}
