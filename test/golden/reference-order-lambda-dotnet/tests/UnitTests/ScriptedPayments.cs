using Domain;

namespace UnitTests;

internal enum PaymentService
{
    Up,
    Down,

    /// <summary>It takes the money, and its answer never arrives.</summary>
    AnswerLost,
}

/// <summary>A payment service with one account per order, that can be away, or take the money and lose the answer.</summary>
internal sealed class ScriptedPayments : IPaymentGateway
{
    public PaymentService Mode { get; set; } = PaymentService.Up;

    public Dictionary<string, Order> Taken { get; } = [];

    public List<string> Refunded { get; } = [];

    public Task<PaymentOutcome> PayAsync(Order order, CancellationToken cancellation = default) =>
        Mode == PaymentService.Down
            ? throw new PaymentUnavailableException("down")
            : Task.FromResult<PaymentOutcome>(order.PaymentMethod switch
            {
                "declined" => new PaymentOutcome.Declined("no funds"),
                "malformed" => new PaymentOutcome.Refused("bad method"),
                _ => new PaymentOutcome.Authorized(Take(order)),
            });

    public Task RefundAsync(string paymentId, CancellationToken cancellation = default)
    {
        if (Mode == PaymentService.Down)
        {
            throw new PaymentUnavailableException("down");
        }
        if (!Taken.ContainsKey(paymentId))
        {
            throw new InvalidOperationException($"no payment {paymentId}");
        }
        Refunded.Add(paymentId);
        return Task.CompletedTask;
    }

    private string Take(Order order)
    {
        var paymentId = $"payment-of-{order.Id}";
        Taken[paymentId] = order;
        return Mode == PaymentService.AnswerLost ? throw new PaymentUnavailableException("timed out") : paymentId;
    }
}
