namespace Domain;

public sealed record RefundFailure(string OrderId, Exception Error);

/// <summary>Order ids refunded in one round, and those that could not be.</summary>
public sealed record RefundRound(IReadOnlyList<string> Refunded, IReadOnlyList<RefundFailure> Failed);

/// <summary>
/// Gives back the money of cancelled orders. A payment whose answer got lost is learnt of by the payment service's own
/// event; what is due stays due, over restarts too, until the payment service confirms.
/// </summary>
public sealed class Refunds(IOrderStore orders, IPaymentGateway payments, TimeProvider clock)
{
    /// <summary>Money was taken for an order; orders that are not ours, or know it already, are left alone.</summary>
    public Task PaymentTakenAsync(string orderId, string paymentId, CancellationToken cancellation = default) =>
        orders.ChangeAsync(
            orderId, order => Transition.NotePayment(order, paymentId, clock.Now()), cancellation);

    /// <summary>
    /// Refunds what is due, at most <paramref name="limit"/> orders. One that fails stays due and does not keep the
    /// others waiting, but when the payment service is away the rest are left for the next time.
    /// </summary>
    public async Task<RefundRound> SettleDueAsync(int limit, CancellationToken cancellation = default)
    {
        List<string> refunded = [];
        List<RefundFailure> failed = [];
        foreach (var due in await orders.RefundsDueAsync(limit, cancellation))
        {
            var error = await RefundAsync(due, cancellation);
            if (error is null)
            {
                refunded.Add(due.Id);
                continue;
            }
            failed.Add(new RefundFailure(due.Id, error));
            if (error is PaymentUnavailableException)
            {
                break;
            }
        }
        return new RefundRound(refunded, failed);
    }

    /// <returns>What went wrong; null when nothing did.</returns>
    private async Task<Exception?> RefundAsync(Order due, CancellationToken cancellation)
    {
        try
        {
            if (due.PaymentId is { } paymentId)
            {
                await payments.RefundAsync(paymentId, cancellation);
                await orders.ChangeAsync(due.Id, order => Transition.NoteRefund(order, clock.Now()), cancellation);
            }
            return null;
        }
        // Whatever it is, it must not keep the others from their money.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return error;
        }
    }
}
