namespace Domain;

/// <summary>How an attempt to reserve stock ended.</summary>
public abstract record Reservation
{
    private Reservation()
    {
    }

    public sealed record Reserved : Reservation;

    public sealed record Refused(string Reason) : Reservation;

    /// <summary>The order is no longer pending, so nothing was reserved.</summary>
    public sealed record Settled : Reservation;
}

/// <summary>
/// The write side. Order, its read model, stock and the event to publish are kept together or not at all, and the
/// steps on one order follow one another, whichever replica makes them.
/// </summary>
public interface IOrderStore
{
    Task AddAsync(Order order, OrderEvent created, CancellationToken cancellation = default);

    Task<Order?> FindAsync(string id, CancellationToken cancellation = default);

    /// <summary>Takes the lines from stock for a pending order, all or nothing, once however often it is called.</summary>
    /// <param name="refuse">Says why the levels found do not do; it must be free of effects.</param>
    Task<Reservation> ReserveAsync(
        string orderId,
        IReadOnlyList<StockLine> lines,
        Func<IReadOnlyList<StockLevel>, string?> refuse,
        CancellationToken cancellation = default);

    /// <summary>
    /// Reads the order, lets <paramref name="decide"/> say what becomes of it, and keeps that. It answers null to leave
    /// the order as it is, and may be asked more than once. Stock is put back at most once for an order.
    /// </summary>
    /// <returns>The order as it is then, or null when there is no such order.</returns>
    Task<Order?> ChangeAsync(
        string orderId, Func<Order, Transition?> decide, CancellationToken cancellation = default);

    /// <summary>Cancelled orders whose money is still to be given back, the longest waiting first.</summary>
    Task<IReadOnlyList<Order>> RefundsDueAsync(int limit, CancellationToken cancellation = default);
}
