using System.Globalization;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>
/// Asks the payment service by events. A request is kept under the order, once, and published by the table's stream; a reminder in the
/// saga's own queue sees to it that no order waits for ever.
/// </summary>
/// <param name="keyOf">Of an order, by its id.</param>
public sealed class EventPaymentRequests(Table table, Func<string, string> keyOf, IQueueClient reminders, TimeProvider clock)
    : IPaymentRequests
{
    /// <summary>What the saga's queue brings back when the payment service should have answered.</summary>
    public const string DeadlinePassed = "PaymentDeadline";

    private const string PaymentAsked = "payment-requested";
    private const string RefundAsked = "refund-requested";

    public async Task<PaymentOutcome> PayAsync(Order order, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        var total = order.Total;
        var data = new PaymentRequested(order.Id, total.ToDecimal(), total.Currency, order.PaymentMethod, clock.Now().ToTimestamp());
        await AskAsync(order, PaymentAsked, new OutgoingEvent("PaymentRequestedEvent", order.Id, data), cancellation);
        var reminder = new JsonObject
        {
            ["detail-type"] = DeadlinePassed,
            ["id"] = $"deadline-{order.Id}",
            ["source"] = Settings.Of("SERVICE_NAME", "unknown"),
            ["detail"] = new JsonObject { ["OrderId"] = order.Id },
        };
        await reminders.SendLaterAsync(reminder.ToJsonString(), DeadlineSeconds(), cancellation);
        return new PaymentOutcome.Requested();
    }

    /// <summary>Asks for the money back; again is the same as once.</summary>
    public Task RefundAsync(Order order, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        var data = new RefundRequested(order.Id, order.PaymentId, clock.Now().ToTimestamp());
        return AskAsync(order, RefundAsked, new OutgoingEvent("RefundRequestedEvent", order.Id, data), cancellation);
    }

    /// <summary>Whether this service asked for the payment of the order: payments can be made by others too.</summary>
    public async Task<bool> WasAskedAsync(string orderId, CancellationToken cancellation = default) =>
        await table.FindAsync(new ItemKey(keyOf(orderId), $"once#{PaymentAsked}"), cancellation) is not null;

    private async Task AskAsync(Order order, string name, OutgoingEvent outgoing, CancellationToken cancellation)
    {
        try
        {
            await table.WriteAsync([EventStore.OnceOf(keyOf(order.Id), name, outgoing)], cancellation);
        }
        catch (WritesRefusedException refused) when (refused.Reasons[0] == WritesRefusedException.ConditionFailed)
        {
            // It was asked before.
        }
    }

    /// <summary>Beyond what the payment service needs to try three times; SQS delays a message by 900 at most.</summary>
    private static int DeadlineSeconds() =>
        Math.Min(900, int.Parse(Settings.Of("PAYMENT_DEADLINE_SECONDS", "300"), CultureInfo.InvariantCulture));

    private sealed record PaymentRequested(string OrderId, decimal Amount, string Currency, string Method, string Timestamp);

    private sealed record RefundRequested(string OrderId, string? PaymentId, string Timestamp);
}
