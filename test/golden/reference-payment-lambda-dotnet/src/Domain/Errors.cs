namespace Domain;

/// <summary>No payment has this id.</summary>
public sealed class PaymentNotFoundException(string paymentId) : Exception($"No payment has the id {paymentId}")
{
    public string PaymentId { get; } = paymentId;
}

/// <summary>The key was already used for a request that said something else.</summary>
public sealed class IdempotencyKeyReusedException(string key)
    : Exception($"The idempotency key {key} was used for a different request")
{
    public string Key { get; } = key;
}

/// <summary>Only money that was taken can be given back.</summary>
public sealed class NotRefundableException(string paymentId)
    : Exception($"The payment {paymentId} was declined, so there is nothing to refund")
{
    public string PaymentId { get; } = paymentId;
}

/// <summary>The number given cannot be an amount of that currency.</summary>
public sealed class InvalidAmountException(string message) : Exception(message);
