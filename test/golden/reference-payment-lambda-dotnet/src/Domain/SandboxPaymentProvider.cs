namespace Domain;

/// <summary>
/// A provider that moves no money: it approves everything but the method "declined", which is the way to try a
/// decline. Replace it with an adapter for the provider you have a contract with.
/// </summary>
public sealed class SandboxPaymentProvider : IPaymentProvider
{
    public Task<Authorization> AuthorizeAsync(
        PaymentRequest request, string idempotencyKey, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var declined = request.Method.Equals("declined", StringComparison.OrdinalIgnoreCase);
        return Task.FromResult(
            declined ? new Authorization(Approved: false, "The sandbox declines this method") : new Authorization(true));
    }
}
