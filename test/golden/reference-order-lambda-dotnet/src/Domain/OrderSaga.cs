namespace Domain;

/// <summary>
/// Takes a pending order to its end: customer known, stock reserved, paid, processed; or cancelled, with the stock put
/// back. Every step is kept before the next begins and changes nothing when made again, so a saga that died anywhere
/// is simply run again, and two runs at once do no harm.
/// </summary>
public sealed class OrderSaga(
    IOrderStore orders, ICustomerDirectory customers, IPaymentRequests payments, TimeProvider clock)
{
    /// <summary>
    /// Runs the saga from wherever it stands. A failure worth trying again is thrown; whoever calls decides how often,
    /// and calls <see cref="GiveUpAsync"/> after the last time.
    /// </summary>
    /// <exception cref="UnknownCustomerException">Try again later.</exception>
    /// <exception cref="PaymentUnavailableException">Try again later.</exception>
    /// <exception cref="OrderNotFoundException">It never will work.</exception>
    public async Task RunAsync(string orderId, CancellationToken cancellation = default)
    {
        var order = await orders.FindAsync(orderId, cancellation) ?? throw new OrderNotFoundException(orderId);
        if (order.Status != OrderStatus.Pending)
        {
            return;
        }
        var customer = await customers.FindAsync(order.UserId, cancellation)
            ?? throw new UnknownCustomerException(order.UserId);
        if (customer.Removed)
        {
            await CancelAsync(orderId, $"The customer {order.UserId} was removed", cancellation);
            return;
        }
        var lines = Stock.LinesOf(order.Items);
        var reservation = await orders.ReserveAsync(
            orderId, lines, levels => Stock.Shortage(lines, levels), cancellation);
        switch (reservation)
        {
            case Reservation.Refused refused:
                await CancelAsync(orderId, refused.Reason, cancellation);
                break;
            case Reservation.Reserved:
                await PayAsync(order, cancellation);
                break;
        }
    }

    /// <summary>
    /// Ends an order that could not be finished. If the payment went through after all, its event tells, and the refund
    /// follows.
    /// </summary>
    /// <exception cref="OrderNotFoundException"/>
    public Task GiveUpAsync(string orderId, Exception? cause, CancellationToken cancellation = default) =>
        CancelAsync(orderId, ReasonOf(cause), cancellation);

    /// <summary>
    /// Goes on with what the payment service answered, at once or later: processed, or cancelled with the stock put
    /// back. Money that comes for an order which was cancelled meanwhile is only noted, so that it gets refunded.
    /// </summary>
    /// <returns>The order as it is then, or null when there is no such order.</returns>
    public Task<Order?> PaymentAnsweredAsync(
        string orderId, PaymentOutcome answer, CancellationToken cancellation = default) =>
        orders.ChangeAsync(
            orderId,
            order => answer switch
            {
                PaymentOutcome.Authorized authorized => Transition.Process(order, authorized.PaymentId, clock.Now()),
                PaymentOutcome.Declined declined =>
                    Transition.Cancel(order, $"Payment declined: {declined.Reason}", clock.Now()),
                PaymentOutcome.Refused refused =>
                    Transition.Cancel(order, $"Payment refused: {refused.Reason}", clock.Now()),
                _ => null,
            },
            cancellation);

    private async Task PayAsync(Order order, CancellationToken cancellation)
    {
        var outcome = await payments.PayAsync(order, cancellation);
        if (outcome is not PaymentOutcome.Requested)
        {
            await PaymentAnsweredAsync(order.Id, outcome, cancellation);
        }
    }

    private async Task CancelAsync(string orderId, string reason, CancellationToken cancellation)
    {
        var order = await orders.ChangeAsync(
            orderId, current => Transition.Cancel(current, reason, clock.Now()), cancellation);
        if (order is null)
        {
            throw new OrderNotFoundException(orderId);
        }
    }

    private static string ReasonOf(Exception? cause) =>
        cause switch
        {
            UnknownCustomerException => cause.Message,
            PaymentUnavailableException => "Payment service unavailable",
            _ => "The order could not be processed",
        };
}
