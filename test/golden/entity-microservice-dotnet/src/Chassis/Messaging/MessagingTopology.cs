namespace Chassis.Messaging;

/// <summary>What this service's exchanges and queues are called at the broker.</summary>
/// <param name="exchange">The topic exchange this service publishes its events on, such as <c>user_events</c>.</param>
/// <param name="prefix">In front of every name; keeps runs of tests apart on one broker.</param>
public sealed class MessagingTopology(string exchange, string prefix = "")
{
    public string Exchange { get; } = prefix + exchange;

    public string NameOf(string exchangeOrQueue) => prefix + exchangeOrQueue;
}
