namespace Domain;

/// <summary>Makes an id that was never made before.</summary>
public delegate string IdGenerator();

/// <summary>What clients can ask of this service: commands go to the store, queries to the views.</summary>
public sealed class Orders(IOrderStore store, IOrderViews views, IdGenerator newId, TimeProvider clock)
{
    /// <summary>
    /// Takes the order down as pending; the saga does the rest once the event arrives. Nobody else is asked here, so an
    /// order is accepted whatever state the others are in.
    /// </summary>
    /// <exception cref="InvalidAmountException"/>
    public async Task<Order> PlaceAsync(OrderRequest request, CancellationToken cancellation = default)
    {
        var order = Order.Place(newId(), request, clock.Now());
        await store.AddAsync(order, OrderEvent.OrderCreated(order), cancellation);
        return order;
    }

    /// <exception cref="OrderNotFoundException"/>
    public async Task<OrderView> GetAsync(string id, CancellationToken cancellation = default) =>
        await views.FindAsync(id, cancellation) ?? throw new OrderNotFoundException(id);

    /// <param name="userId">Null for the orders of all users.</param>
    public Task<Page<OrderView>> ListAsync(
        string? userId, PageRequest page, CancellationToken cancellation = default) =>
        views.ListAsync(userId, page, cancellation);

    /// <returns>Null for a sku that was never in stock.</returns>
    public Task<StockLevel?> StockAsync(string sku, CancellationToken cancellation = default) =>
        views.StockAsync(sku, cancellation);

    /// <exception cref="OrderNotFoundException"/>
    public async Task<IReadOnlyList<Notification>> NotificationsAsync(
        string orderId, CancellationToken cancellation = default)
    {
        await GetAsync(orderId, cancellation);
        return await views.NotificationsAsync(orderId, cancellation);
    }
}
