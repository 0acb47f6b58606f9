using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>
/// The write side, in the service's table: <c>order#id</c> holds the order's state, its read model, its events and what it reserved.
/// Each step is one transaction, with the condition that the order is as it was read.
/// </summary>
public sealed class DynamoDbOrderStore(Table table) : IOrderStore
{
    private const string Due = "refunds-due";

    /// <summary>DynamoDB writes 100 items at most in one transaction; putting stock back needs four more than the lines.</summary>
    private const int MaxLines = 96;

    private readonly AggregateStore<OrderState> store = new(
        table,
        "order",
        // A sparse list: nearly always empty, so looking for refunds that are due costs nothing.
        state => new Listing($"{state.UpdatedAt.ToTimestamp()}#{state.Id}", List: state.ToOrder().RefundIsDue ? Due : null));

    public string KeyOf(string orderId) => store.KeyOf(orderId);

    public Task AddAsync(Order order, OrderEvent created, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        Write[] writes = [DynamoDbOrderViews.WriteOf(KeyOf(order.Id), order)];
        return store.AddAsync(order.Id, OrderState.Of(order), Outgoing(created), writes, cancellation);
    }

    public async Task<Order?> FindAsync(string id, CancellationToken cancellation = default) =>
        (await store.FindAsync(id, cancellation))?.State.ToOrder();

    public async Task<Reservation> ReserveAsync(
        string orderId,
        IReadOnlyList<StockLine> lines,
        Func<IReadOnlyList<StockLevel>, string?> refuse,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(refuse);
        Reservation reservation = new Reservation.Settled();
        await store.ChangeAsync(
            orderId,
            async stored =>
            {
                reservation = new Reservation.Settled();
                if (stored.State.ToOrder().Status != OrderStatus.Pending)
                {
                    return null;
                }
                reservation = new Reservation.Reserved();
                if (await FindReservationAsync(orderId, cancellation) is not null)
                {
                    return null;
                }
                var skus = lines.Select(line => line.Sku).ToList();
                if ((TooMany(lines) ?? refuse(await StockItems.ReadAsync(table, skus, cancellation))) is { } reason)
                {
                    reservation = new Reservation.Refused(reason);
                    return null;
                }
                // The order's own version is raised too: whoever cancels it at the same moment starts again, and sees this.
                return new StoredChange<OrderState>(stored.State, Writes: [Keep(orderId, lines), .. lines.Select(StockItems.Take)]);
            },
            cancellation: cancellation);
        return reservation;
    }

    public async Task<Order?> ChangeAsync(string orderId, Func<Order, Transition?> decide, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(decide);
        var (_, after) = await store.ChangeAsync(
            orderId,
            async stored =>
            {
                if (decide(stored.State.ToOrder()) is not { } transition)
                {
                    return null;
                }
                var release = transition.ReleaseStock ? await ReleaseAsync(orderId, cancellation) : [];
                var view = DynamoDbOrderViews.WriteOf(KeyOf(orderId), transition.Order);
                var outgoing = transition.Event is { } happened ? Outgoing(happened) : null;
                return new StoredChange<OrderState>(OrderState.Of(transition.Order), outgoing, [view, .. release]);
            },
            cancellation: cancellation);
        return after?.ToOrder();
    }

    public async Task<IReadOnlyList<Order>> RefundsDueAsync(int limit, CancellationToken cancellation = default)
    {
        var found = await Listing.AllAsync(table, Due, limit, after: null, cancellation);
        return [.. found.Select(one => one.State.Deserialize<OrderState>(Json.Options)).OfType<OrderState>().Select(state => state.ToOrder())];
    }

    private async Task<IReadOnlyList<Write>> ReleaseAsync(string orderId, CancellationToken cancellation)
    {
        if (await FindReservationAsync(orderId, cancellation) is not { Released: false } reservation)
        {
            return [];
        }
        var released = new Write(ReservationKey(orderId), Item: null, "released = :no")
        {
            Update = "SET released = :yes",
            Values = new JsonObject { [":yes"] = true, [":no"] = false },
        };
        return [released, .. reservation.Lines.Select(StockItems.Return)];
    }

    private async Task<ReservationState?> FindReservationAsync(string orderId, CancellationToken cancellation)
    {
        var item = await table.FindAsync(ReservationKey(orderId), cancellation);
        return item.Deserialize<ReservationState>(Json.Options);
    }

    private Write Keep(string orderId, IReadOnlyList<StockLine> lines)
    {
        var item = new JsonObject
        {
            ["kind"] = "reservation",
            ["lines"] = JsonSerializer.SerializeToNode(lines, Json.Options),
            ["released"] = false,
        };
        return new Write(ReservationKey(orderId), item, "attribute_not_exists(pk)");
    }

    private ItemKey ReservationKey(string orderId) => new(KeyOf(orderId), "reservation");

    private static string? TooMany(IReadOnlyList<StockLine> lines) =>
        lines.Count > MaxLines ? $"More than {MaxLines} different skus in one order" : null;

    private static OutgoingEvent Outgoing(OrderEvent one) => new(one.Type, one.Subject, one.Data);

    private sealed record ReservationState(IReadOnlyList<StockLine> Lines, bool Released);

    /// <summary>As the table keeps it.</summary>
    private sealed record OrderState(
        string Id,
        string UserId,
        IReadOnlyList<OrderItem> Items,
        Money Total,
        string PaymentMethod,
        string Status,
        string? Reason,
        string? PaymentId,
        bool Refunded,
        DateTimeOffset CreatedAt,
        DateTimeOffset UpdatedAt)
    {
        public static OrderState Of(Order order) => new(
            order.Id,
            order.UserId,
            order.Items,
            order.Total,
            order.PaymentMethod,
            $"{order.Status}",
            order.Reason,
            order.PaymentId,
            order.Refunded,
            order.CreatedAt,
            order.UpdatedAt);

        public Order ToOrder() => new(
            Id, UserId, Items, Total, PaymentMethod, Enum.Parse<OrderStatus>(Status), Reason, PaymentId, Refunded, CreatedAt, UpdatedAt);
    }
}
