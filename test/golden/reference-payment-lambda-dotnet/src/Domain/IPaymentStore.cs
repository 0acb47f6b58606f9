namespace Domain;

/// <summary>A payment and what it was asked for under.</summary>
public sealed record KeyedPayment(Payment Payment, string Fingerprint);

/// <summary>What becomes of a payment, and the event that says so.</summary>
public sealed record PaymentChange(Payment Payment, PaymentEvent Event);

/// <summary>Where payments live. A payment and the event to publish are kept together or not at all.</summary>
public interface IPaymentStore
{
    Task<KeyedPayment?> FindByKeyAsync(string idempotencyKey, CancellationToken cancellation = default);

    /// <summary>
    /// Keeps the payment under its key, unless one is there already; of several writers at once exactly one keeps its
    /// own.
    /// </summary>
    /// <returns>What is kept under the key now.</returns>
    Task<KeyedPayment> AddOnceAsync(
        string idempotencyKey, KeyedPayment entry, PaymentEvent made, CancellationToken cancellation = default);

    /// <summary>
    /// Reads the payment, lets <paramref name="decide"/> say what becomes of it, and keeps that, as one step as seen by
    /// other writers. It answers null to leave the payment as it is, and may be asked more than once.
    /// </summary>
    /// <returns>The payment as it is then, or null when there is no such payment.</returns>
    Task<Payment?> ChangeAsync(
        string id, Func<Payment, PaymentChange?> decide, CancellationToken cancellation = default);

    Task<Payment?> FindAsync(string id, CancellationToken cancellation = default);

    /// <summary>All payments, or those of one order; oldest first.</summary>
    Task<Page<Payment>> ListAsync(string? orderId, PageRequest page, CancellationToken cancellation = default);
}
