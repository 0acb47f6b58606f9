namespace Domain;

/// <summary>No order has this id.</summary>
public sealed class OrderNotFoundException(string orderId) : Exception($"No order has the id {orderId}")
{
    public string OrderId { get; } = orderId;
}

/// <summary>This service has not heard of the user: they do not exist, or word of them is still on its way.</summary>
public sealed class UnknownCustomerException(string userId) : Exception($"Unknown customer: {userId}")
{
    public string UserId { get; } = userId;
}

/// <summary>The payment service gave no answer; whether money was taken is not known.</summary>
public sealed class PaymentUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The number given cannot be an amount of that currency.</summary>
public sealed class InvalidAmountException(string message) : Exception(message);
