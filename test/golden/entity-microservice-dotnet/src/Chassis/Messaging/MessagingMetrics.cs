using System.Diagnostics.Metrics;

namespace Chassis.Messaging;

/// <summary>What is measured about events, among the service's other metrics.</summary>
internal sealed class MessagingMetrics
{
    private readonly Counter<long> published;
    private readonly Counter<long> consumed;

    public MessagingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("chassis");
        published = meter.CreateCounter<long>(
            "events_published_total",
            description: "Events by what became of them: published, returned (nobody listens yet), unroutable (given up)");
        consumed = meter.CreateCounter<long>(
            "events_consumed_total",
            description: "Deliveries by what became of them: handled, retried, exhausted, dead-lettered");
        meter.CreateObservableGauge(
            "outbox_pending",
            () => OutboxPending,
            description: "Events waiting in the outbox; alert when it keeps growing");
        meter.CreateObservableGauge(
            "broker_up",
            () => BrokerUp ? 1 : 0,
            description: "1 while connected to the broker");
    }

    public long OutboxPending { get; set; }

    public bool BrokerUp { get; set; }

    public void Published(string type, string outcome) => published.Add(1, new("type", type), new("outcome", outcome));

    public void Consumed(string queue, string outcome) => consumed.Add(1, new("queue", queue), new("outcome", outcome));
}
