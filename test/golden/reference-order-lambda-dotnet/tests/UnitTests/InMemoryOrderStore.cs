using Domain;

namespace UnitTests;

/// <summary>The store's contract kept in memory, for tests of the saga.</summary>
internal sealed class InMemoryOrderStore : IOrderStore
{
    private readonly Dictionary<string, Order> orders = [];
    private readonly Dictionary<string, IReadOnlyList<StockLine>> reserved = [];

    public Dictionary<string, int> Stock { get; } = new() { ["A"] = 10, ["B"] = 10 };

    public List<OrderEvent> Events { get; } = [];

    public Task AddAsync(Order order, OrderEvent created, CancellationToken cancellation = default)
    {
        orders[order.Id] = order;
        Events.Add(created);
        return Task.CompletedTask;
    }

    public Task<Order?> FindAsync(string id, CancellationToken cancellation = default) =>
        Task.FromResult(orders.GetValueOrDefault(id));

    public Task<Reservation> ReserveAsync(
        string orderId,
        IReadOnlyList<StockLine> lines,
        Func<IReadOnlyList<StockLevel>, string?> refuse,
        CancellationToken cancellation = default) =>
        Task.FromResult(Reserve(orderId, lines, refuse));

    public Task<Order?> ChangeAsync(
        string orderId, Func<Order, Transition?> decide, CancellationToken cancellation = default)
    {
        var order = orders.GetValueOrDefault(orderId);
        if (order is null || decide(order) is not { } transition)
        {
            return Task.FromResult(order);
        }
        orders[orderId] = transition.Order;
        if (transition.Event is { } happened)
        {
            Events.Add(happened);
        }
        if (transition.ReleaseStock)
        {
            Release(orderId);
        }
        return Task.FromResult<Order?>(transition.Order);
    }

    public Task<IReadOnlyList<Order>> RefundsDueAsync(int limit, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<Order>>([.. orders.Values.Where(order => order.RefundIsDue).Take(limit)]);

    private Reservation Reserve(
        string orderId, IReadOnlyList<StockLine> lines, Func<IReadOnlyList<StockLevel>, string?> refuse)
    {
        if (orders.GetValueOrDefault(orderId)?.Status != OrderStatus.Pending)
        {
            return new Reservation.Settled();
        }
        if (reserved.ContainsKey(orderId))
        {
            return new Reservation.Reserved();
        }
        if (refuse([.. Stock.Select(level => new StockLevel(level.Key, level.Value))]) is { } reason)
        {
            return new Reservation.Refused(reason);
        }
        foreach (var (sku, quantity) in lines)
        {
            Stock[sku] -= (int)quantity;
        }
        reserved[orderId] = lines;
        return new Reservation.Reserved();
    }

    private void Release(string orderId)
    {
        foreach (var (sku, quantity) in reserved.GetValueOrDefault(orderId) ?? [])
        {
            Stock[sku] += (int)quantity;
        }
        reserved[orderId] = [];
    }
}
