namespace Domain;

/// <summary>
/// What becomes of an order in one step: kept, published and (where said) its stock put back, all or nothing.
/// </summary>
public sealed record Transition(Order Order, OrderEvent? Event = null, bool ReleaseStock = false)
{
    /// <summary>
    /// The money is there: the order is done. On an order that was cancelled meanwhile (another replica gave up on it)
    /// the payment is only noted, so that it gets refunded.
    /// </summary>
    public static Transition? Process(Order order, string paymentId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Status != OrderStatus.Pending)
        {
            return NotePayment(order, paymentId, now);
        }
        var processed = order with { Status = OrderStatus.Processed, PaymentId = paymentId, UpdatedAt = now };
        return new Transition(processed, OrderEvent.OrderProcessed(processed, paymentId));
    }

    /// <summary>Gives up on a pending order and puts its stock back; null when its fate is decided already.</summary>
    public static Transition? Cancel(Order order, string reason, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Status != OrderStatus.Pending)
        {
            return null;
        }
        var cancelled = order with { Status = OrderStatus.Cancelled, Reason = reason, UpdatedAt = now };
        return new Transition(cancelled, OrderEvent.OrderCancelled(cancelled, reason), ReleaseStock: true);
    }

    /// <summary>
    /// Money was taken for this order, whatever its saga heard of it (an answer can be lost on the way). Noted while
    /// the order is pending or cancelled; a processed order knows its payment already.
    /// </summary>
    public static Transition? NotePayment(Order order, string paymentId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Status == OrderStatus.Processed || order.PaymentId is not null
            ? null
            : new Transition(order with { PaymentId = paymentId, UpdatedAt = now });
    }

    /// <summary>The money of a cancelled order was given back.</summary>
    public static Transition? NoteRefund(Order order, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Refunded ? null : new Transition(order with { Refunded = true, UpdatedAt = now });
    }
}
