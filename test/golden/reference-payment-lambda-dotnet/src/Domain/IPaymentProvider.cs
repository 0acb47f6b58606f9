namespace Domain;

/// <summary>Whoever moves the money. Asked again under the same key, it must answer the same.</summary>
public interface IPaymentProvider
{
    Task<Authorization> AuthorizeAsync(
        PaymentRequest request, string idempotencyKey, CancellationToken cancellation = default);
}
