using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>Payments in the service's table; an item under the idempotency key, written with the payment, makes it one a key.</summary>
public sealed class DynamoDbPaymentStore(Table table) : IPaymentStore
{
    private const string All = "payments";

    private readonly AggregateStore<PaymentState> store = new(
        table,
        "payment",
        state => new Listing($"{state.CreatedAt.ToTimestamp()}#{state.Id}", List: All, Owner: OwnerOf(state.OrderId)));

    public async Task<KeyedPayment?> FindByKeyAsync(string idempotencyKey, CancellationToken cancellation = default)
    {
        if (await table.FindAsync(KeyOf(idempotencyKey), cancellation) is not { } item)
        {
            return null;
        }
        var payment = await FindAsync(item["paymentId"]?.GetValue<string>() ?? "", cancellation);
        return payment is null ? null : new KeyedPayment(payment, item["fingerprint"]?.GetValue<string>() ?? "");
    }

    public async Task<KeyedPayment> AddOnceAsync(
        string idempotencyKey, KeyedPayment entry, PaymentEvent made, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var (payment, fingerprint) = entry;
        var item = new JsonObject { ["kind"] = "idempotency-key", ["paymentId"] = payment.Id, ["fingerprint"] = fingerprint };
        try
        {
            Write[] writes = [new Write(KeyOf(idempotencyKey), item, "attribute_not_exists(pk)")];
            await store.AddAsync(payment.Id, PaymentState.Of(payment), Outgoing(made), writes, cancellation);
            return entry;
        }
        catch (WritesRefusedException refused) when (refused.Reasons.ElementAtOrDefault(2) == WritesRefusedException.ConditionFailed)
        {
            var first = await FindByKeyAsync(idempotencyKey, cancellation);
            if (first is null)
            {
                throw;
            }
            return first;
        }
    }

    public async Task<Payment?> ChangeAsync(
        string id, Func<Payment, PaymentChange?> decide, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(decide);
        var (_, after) = await store.ChangeAsync(
            id,
            stored => decide(stored.State.ToPayment()) is { } change
                ? new StoredChange<PaymentState>(PaymentState.Of(change.Payment), Outgoing(change.Event))
                : null,
            cancellation: cancellation);
        return after?.ToPayment();
    }

    public async Task<Payment?> FindAsync(string id, CancellationToken cancellation = default) =>
        (await store.FindAsync(id, cancellation))?.State.ToPayment();

    public async Task<Page<Payment>> ListAsync(string? orderId, PageRequest page, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        var (items, next) = orderId is null
            ? await Listing.PageAsync(table, All, page.Limit, page.Cursor, cancellation)
            : await Listing.PageOfOwnerAsync(table, OwnerOf(orderId), page.Limit, page.Cursor, cancellation);
        return new Page<Payment>([.. items.Select(state => state.Deserialize<PaymentState>(Json.Options)).OfType<PaymentState>().Select(state => state.ToPayment())], next);
    }

    private static string OwnerOf(string orderId) => $"payments-of-order#{orderId}";

    private static ItemKey KeyOf(string idempotencyKey) => new($"idempotency-key#{idempotencyKey}", "payment");

    private static OutgoingEvent Outgoing(PaymentEvent one) => new(one.Type, one.Subject, one.Data);

    /// <summary>As the table keeps it.</summary>
    private sealed record PaymentState(
        string Id, string OrderId, Money Money, string Method, string Status, string? Reason, DateTimeOffset CreatedAt)
    {
        public static PaymentState Of(Payment payment) => new(
            payment.Id, payment.OrderId, payment.Money, payment.Method, $"{payment.Status}", payment.Reason, payment.CreatedAt);

        public Payment ToPayment() => new(Id, OrderId, Money, Method, Enum.Parse<PaymentStatus>(Status), Reason, CreatedAt);
    }
}
