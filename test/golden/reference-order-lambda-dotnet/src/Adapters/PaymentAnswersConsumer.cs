using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>Goes on with orders when the payment service has answered; money that came too late is asked back.</summary>
public sealed class PaymentAnswersConsumer(Carriers carriers) : IConsumer
{
    private const string Authorized = "PaymentAuthorizedEvent";

    private readonly IOrderStore orders = carriers.Orders;

    public async Task HandleAsync(IncomingEvent received, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(received);
        var orderId = received.TextIn("OrderId");
        // Payments are also made for what is no order of ours.
        if (await orders.FindAsync(orderId, cancellation) is not { } order)
        {
            return;
        }
        if (received.Type == "PaymentRefundedEvent")
        {
            await RefundedAsync(orderId, cancellation);
            return;
        }
        var isAnswer = IsFor(received, order) && await carriers.Requests.WasAskedAsync(orderId, cancellation);
        var after = isAnswer
            ? await carriers.Saga.PaymentAnsweredAsync(orderId, AnswerIn(received), cancellation)
            : await FromElsewhereAsync(received, orderId, cancellation);
        if (after is { RefundIsDue: true })
        {
            await carriers.Requests.RefundAsync(after, cancellation);
        }
        if (order.Status == OrderStatus.Pending && after is not null && after.Status != OrderStatus.Pending)
        {
            Metrics.Add($"Orders{after.Status}", 1, MetricUnit.Count);
        }
    }

    private Task<Order?> RefundedAsync(string orderId, CancellationToken cancellation) => orders.ChangeAsync(
        orderId, order => order.RefundIsDue ? Transition.NoteRefund(order, carriers.Clock.Now()) : null, cancellation);

    /// <summary>A payment that this service did not ask for decides nothing; money is noted, so that it can be given back.</summary>
    private Task<Order?> FromElsewhereAsync(IncomingEvent received, string orderId, CancellationToken cancellation)
    {
        if (received.Type != Authorized)
        {
            return Task.FromResult<Order?>(null);
        }
        var paymentId = received.TextIn("PaymentId");
        return orders.ChangeAsync(orderId, order => Transition.NotePayment(order, paymentId, carriers.Clock.Now()), cancellation);
    }

    /// <summary>Whether it speaks of the amount that the order costs; a refusal names none.</summary>
    private static bool IsFor(IncomingEvent received, Order order) =>
        received.Type == "PaymentRefusedEvent"
        || (received.Data["Amount"] is JsonValue amount
            && amount.GetValueKind() == JsonValueKind.Number
            && amount.TryGetValue<decimal>(out var number)
            && number == order.Total.ToDecimal()
            && Text(received, "Currency") == order.Total.Currency);

    private static PaymentOutcome AnswerIn(IncomingEvent received)
    {
        if (received.Type == Authorized)
        {
            return new PaymentOutcome.Authorized(received.TextIn("PaymentId"));
        }
        var reason = Text(received, "Reason") ?? "no reason given";
        return received.Type == "PaymentDeclinedEvent" ? new PaymentOutcome.Declined(reason) : new PaymentOutcome.Refused(reason);
    }

    private static string? Text(IncomingEvent received, string name) =>
        received.Data[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
