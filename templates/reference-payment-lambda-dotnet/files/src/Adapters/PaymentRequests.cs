using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>Says that a request will never be carried out, once.</summary>
public interface IRefusals
{
    Task RefuseAsync(string orderId, string reason, CancellationToken cancellation = default);
}

/// <summary>
/// Carries out what other services ask for by events. What is asked for is checked as a request by HTTP is; the answer is the payment's
/// own event, or <c>PaymentRefusedEvent</c>.
/// </summary>
public sealed class PaymentRequests(Payments payments, IRefusals refusals, ApiContract contract) : IConsumer
{
    private readonly JsonNode schema = contract.Schemas("POST", "/api/v1/payments").Body ?? new JsonObject();
    private readonly Validation validation = new(contract);

    public Task HandleAsync(IncomingEvent received, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(received);
        return received.Type == "RefundRequestedEvent" ? RefundAsync(received, cancellation) : PayAsync(received, cancellation);
    }

    private async Task PayAsync(IncomingEvent received, CancellationToken cancellation)
    {
        var orderId = received.TextIn("OrderId");
        try
        {
            var asked = Asked(received, orderId);
            // The order's id is the idempotency key: however often it is asked for, it is charged once.
            var payment = await payments.PayAsync(orderId, asked, cancellation);
            Metrics.Add("Payments", 1, MetricUnit.Count, ("Outcome", $"{payment.Status}"));
        }
        catch (Exception error) when (error is ProblemException or InvalidAmountException or IdempotencyKeyReusedException)
        {
            await refusals.RefuseAsync(orderId, error.Message, cancellation);
            Metrics.Add("Payments", 1, MetricUnit.Count, ("Outcome", "Refused"));
        }
    }

    private PaymentRequest Asked(IncomingEvent received, string orderId)
    {
        var body = new JsonObject { ["orderId"] = orderId };
        foreach (var (name, member) in new[] { ("Amount", "amount"), ("Currency", "currency"), ("Method", "method") })
        {
            if (received.Data.TryGetPropertyValue(name, out var value))
            {
                body[member] = value?.DeepClone();
            }
        }
        var known = validation.Body(schema, body).Deserialize<PaymentBody>(Json.Options);
        return (known ?? throw new PermanentException($"{received.Type} {received.Id} is empty")).ToRequest();
    }

    private async Task RefundAsync(IncomingEvent received, CancellationToken cancellation)
    {
        try
        {
            await payments.RefundAsync(received.TextIn("PaymentId"), cancellation);
        }
        catch (Exception error) when (error is PaymentNotFoundException or NotRefundableException)
        {
            throw new PermanentException(error.Message, error);
        }
    }
}

/// <summary>Keeps a refusal as an event, which the table's stream publishes.</summary>
public sealed class Refusals(Table table) : IRefusals
{
    public async Task RefuseAsync(string orderId, string reason, CancellationToken cancellation = default)
    {
        var data = new PaymentRefused(orderId, reason, DateTimeOffset.UtcNow.ToTimestamp());
        var outgoing = new OutgoingEvent("PaymentRefusedEvent", orderId, data);
        try
        {
            await table.WriteAsync([EventStore.OnceOf($"order#{orderId}", "payment-refused", outgoing)], cancellation);
        }
        catch (WritesRefusedException refused) when (refused.Reasons[0] == WritesRefusedException.ConditionFailed)
        {
            // It was said before.
        }
    }

    private sealed record PaymentRefused(string OrderId, string Reason, string Timestamp);
}
