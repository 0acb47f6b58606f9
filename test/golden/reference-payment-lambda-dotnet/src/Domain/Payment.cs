using System.Text.Encodings.Web;
using System.Text.Json;

namespace Domain;

public enum PaymentStatus
{
    Authorized,
    Declined,
    Refunded,
}

/// <summary>What a client asks for.</summary>
/// <param name="Method">How the customer pays, e.g. "card".</param>
public sealed record PaymentRequest(string OrderId, Money Money, string Method)
{
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Equal for two requests exactly when they ask for the same thing.</summary>
    public string Fingerprint() =>
        JsonSerializer.Serialize<object[]>([OrderId, Money.MinorUnits, Money.Currency, Method], Readable);
}

/// <summary>What the payment provider said.</summary>
/// <param name="Reason">Why it declined; null when it approved.</param>
public sealed record Authorization(bool Approved, string? Reason = null);

/// <summary>The aggregate: one attempt to be paid for one order.</summary>
/// <param name="Method">How the customer pays, e.g. "card".</param>
/// <param name="Reason">Why it was declined.</param>
public sealed record Payment(
    string Id,
    string OrderId,
    Money Money,
    string Method,
    PaymentStatus Status,
    string? Reason,
    DateTimeOffset CreatedAt)
{
    public static Payment New(string id, PaymentRequest request, Authorization outcome, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(outcome);
        return new Payment(
            id,
            request.OrderId,
            request.Money,
            request.Method,
            outcome.Approved ? PaymentStatus.Authorized : PaymentStatus.Declined,
            outcome.Approved ? null : outcome.Reason,
            now);
    }

    /// <summary>The payment, refunded.</summary>
    /// <returns>Null when it already was: refunding twice is refunding once.</returns>
    /// <exception cref="NotRefundableException">It was declined.</exception>
    public Payment? Refund() =>
        Status switch
        {
            PaymentStatus.Declined => throw new NotRefundableException(Id),
            PaymentStatus.Refunded => null,
            _ => this with { Status = PaymentStatus.Refunded },
        };

    /// <summary>
    /// The payment as it stood when it was made: what a repeated request is answered, whatever happened since.
    /// </summary>
    public Payment AsFirstAnswered() =>
        Status == PaymentStatus.Refunded ? this with { Status = PaymentStatus.Authorized } : this;
}
