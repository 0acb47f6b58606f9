using Chassis;

namespace Adapters;

/// <summary>What this service reads from the environment besides the chassis' own variables.</summary>
/// <param name="PaymentService">The payment service's name in Consul.</param>
/// <param name="RefundInterval">How often refunds that are due are looked for.</param>
public sealed record Settings(string PaymentService, TimeSpan RefundInterval)
{
    public static Settings From(Variables variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return new Settings(
            variables.Text("PAYMENT_SERVICE") ?? "payment-service",
            variables.Milliseconds("REFUND_INTERVAL_MS", 1_000));
    }
}
