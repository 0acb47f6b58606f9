namespace Domain;

/// <summary>How asking for a payment ended.</summary>
public abstract record PaymentOutcome
{
    private PaymentOutcome()
    {
    }

    /// <summary>The answer comes later, by an event.</summary>
    public sealed record Requested : PaymentOutcome;

    /// <summary>The payment service took the money.</summary>
    public sealed record Authorized(string PaymentId) : PaymentOutcome;

    public sealed record Declined(string Reason) : PaymentOutcome;

    /// <summary>The payment service will never accept this request.</summary>
    public sealed record Refused(string Reason) : PaymentOutcome;
}

/// <summary>Who is asked for payments. Safe to repeat.</summary>
public interface IPaymentRequests
{
    /// <exception cref="PaymentUnavailableException">No answer came.</exception>
    Task<PaymentOutcome> PayAsync(Order order, CancellationToken cancellation = default);
}

/// <summary>The payment service, where it answers at once. Both calls are safe to repeat.</summary>
public interface IPaymentGateway : IPaymentRequests
{
    /// <exception cref="PaymentUnavailableException">No answer came.</exception>
    Task RefundAsync(string paymentId, CancellationToken cancellation = default);
}
