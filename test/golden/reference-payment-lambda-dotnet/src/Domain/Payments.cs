namespace Domain;

/// <summary>Makes an id that was never made before.</summary>
public delegate string IdGenerator();

/// <summary>The use cases of this service. Each writes at most once, together with its event.</summary>
public sealed class Payments(IPaymentStore store, IPaymentProvider provider, IdGenerator newId, TimeProvider clock)
{
    /// <summary>
    /// Asks the provider for the money, once per idempotency key however often it is called. A decline is an answer,
    /// not an error.
    /// </summary>
    /// <returns>The payment as first answered under this key.</returns>
    /// <exception cref="IdempotencyKeyReusedException">The key stands for a different request.</exception>
    public async Task<Payment> PayAsync(
        string idempotencyKey, PaymentRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var asked = request.Fingerprint();
        var kept = await store.FindByKeyAsync(idempotencyKey, cancellation)
            ?? await AuthorizeAsync(idempotencyKey, request, asked, cancellation);
        return kept.Fingerprint == asked
            ? kept.Payment.AsFirstAnswered()
            : throw new IdempotencyKeyReusedException(idempotencyKey);
    }

    /// <summary>Gives the money back; again is the same as once.</summary>
    /// <exception cref="PaymentNotFoundException"/>
    /// <exception cref="NotRefundableException"/>
    public async Task<Payment> RefundAsync(string id, CancellationToken cancellation = default)
    {
        var payment = await store.ChangeAsync(
            id,
            current => current.Refund() is { } refunded
                ? new PaymentChange(refunded, PaymentEvent.Of(refunded, clock.Now()))
                : null,
            cancellation);
        return payment ?? throw new PaymentNotFoundException(id);
    }

    /// <exception cref="PaymentNotFoundException"/>
    public async Task<Payment> GetAsync(string id, CancellationToken cancellation = default) =>
        await store.FindAsync(id, cancellation) ?? throw new PaymentNotFoundException(id);

    /// <param name="orderId">Null for the payments of all orders.</param>
    public Task<Page<Payment>> ListAsync(
        string? orderId, PageRequest page, CancellationToken cancellation = default) =>
        store.ListAsync(orderId, page, cancellation);

    private async Task<KeyedPayment> AuthorizeAsync(
        string key, PaymentRequest request, string asked, CancellationToken cancellation)
    {
        var outcome = await provider.AuthorizeAsync(request, key, cancellation);
        var now = clock.Now();
        var payment = Payment.New(newId(), request, outcome, now);
        return await store.AddOnceAsync(
            key, new KeyedPayment(payment, asked), PaymentEvent.Of(payment, now), cancellation);
    }
}
