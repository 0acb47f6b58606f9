using System.Text.Json.Serialization;

namespace Domain;

/// <summary>The event's body; the property names are the guideline's JSON.</summary>
/// <param name="Amount">Decimal number in <paramref name="Currency"/>.</param>
/// <param name="Reason">Only on a decline.</param>
/// <param name="Timestamp">ISO 8601, UTC.</param>
public sealed record PaymentEventData(
    string PaymentId,
    string OrderId,
    decimal Amount,
    string Currency,
    string Method,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    string Timestamp);

/// <summary>A fact about one payment, whose id is the subject, published to others.</summary>
public sealed record PaymentEvent(string Type, string Subject, PaymentEventData Data)
{
    /// <summary>The event that says what the payment has just become.</summary>
    public static PaymentEvent Of(Payment payment, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(payment);
        var data = new PaymentEventData(
            payment.Id,
            payment.OrderId,
            payment.Money.ToDecimal(),
            payment.Money.Currency,
            payment.Method,
            payment.Reason,
            now.ToTimestamp());
        return new PaymentEvent(TypeOf(payment.Status), payment.Id, data);
    }

    private static string TypeOf(PaymentStatus status) =>
        status switch
        {
            PaymentStatus.Authorized => "PaymentAuthorizedEvent",
            PaymentStatus.Declined => "PaymentDeclinedEvent",
            PaymentStatus.Refunded => "PaymentRefundedEvent",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No event says this"),
        };
}
